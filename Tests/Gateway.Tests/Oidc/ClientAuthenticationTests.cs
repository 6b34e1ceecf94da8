using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>Proofs of a client's identity (OpenID Connect Core 9, RFC 7523), and everything that is no proof.</summary>
public sealed class ClientAuthenticationTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_secret_may_come_in_the_header_or_in_the_form()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Authenticated(await portal.Refresh("x"));
        Authenticated(await Posted(portal, ("client_id", "portal"), ("client_secret", portal.Secret!)));
    }

    [Fact]
    public async Task A_name_with_reserved_characters_is_encoded_in_the_header()
    {
        await using var gateway = await RunningGateway.Furnished();
        Authenticated(await (await RelyingParty.WithSecret(gateway, "a~b_c.d-e")).Refresh("x"));
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_client_and_a_public_one_are_refused_alike()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        await RelyingParty.Public(gateway);
        await RelyingParty.WithKey(gateway, SignerKey.Es256());
        var right = portal.Secret!;
        var headers = new List<Reply>();
        (string, string)[] wrong =
            [("portal", right + "x"), ("portal", ""), ("portal", right[..^1]), ("nobody", right), ("spa", right), ("vault", right)];
        foreach (var (id, secret) in wrong)
            headers.Add(
                await portal.Post(null, "/token", [("grant_type", "refresh_token")], ("Authorization", RelyingParty.Basic(id, secret))));
        foreach (var header in new[] { "Basic", "Basic !", "Basic " + Convert.ToBase64String("portal"u8), "Bearer x", "DPoP x", "Digest x",
            "" })
            headers.Add(await portal.Post(null, "/token", [("grant_type", "refresh_token")], ("Authorization", header)));
        Assert.All(
            headers.SkipLast(1), reply => Assert.Equal($"Basic realm=\"{portal.Issuer}\"", Refused(reply).Header("WWW-Authenticate")));

        var forms = new List<Reply>
        {
            await Posted(portal, ("client_id", "portal"), ("client_secret", "x")), await Posted(portal, ("client_id", "portal")),
            await Posted(portal, ("client_id", "nobody")), await Posted(portal), await Posted(portal, ("client_secret", right)),
            await Posted(portal, ("client_id", "spa"), ("client_secret", right)), await Posted(portal, ("client_id", "vault")),
        };
        Assert.Single(forms.Select(reply => Refused(reply).Look).Distinct());
        Assert.Null(forms[0].Header("WWW-Authenticate"));
    }

    /// <summary>RFC 6749 2.3.1: who has no secret has an empty one.</summary>
    [Fact]
    public async Task A_public_client_may_use_the_header_with_an_empty_secret_and_no_other_client()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        await RelyingParty.WithSecret(gateway);
        await RelyingParty.WithKey(gateway, SignerKey.Es256());
        Task<Reply> Ask(string id, params (string Name, string Value)[] more) => spa.Post(
            null, "/token", [("grant_type", "refresh_token"), ("refresh_token", "x"), .. more],
            ("Authorization", RelyingParty.Basic(id, "")));
        Authenticated(await Ask("spa"));
        Authenticated(await Ask("spa", ("client_id", "spa")));
        Refused(await Ask("spa", ("client_id", "portal")));
        foreach (var other in new[] { "portal", "vault", "nobody" }) Refused(await Ask(other));
    }

    [Fact]
    public async Task Two_ways_at_once_are_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var vault = await RelyingParty.WithKey(gateway, SignerKey.Es256());
        var secret = ("client_secret", portal.Secret!);
        (string, string)[] assertion =
            [("client_assertion", vault.Assertion()), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")];
        var header = ("Authorization", RelyingParty.Basic("portal", portal.Secret!));
        foreach (var reply in new[]
        {
            await portal.Post(null, "/token", [("client_id", "portal"), secret], header),
            await portal.Post(null, "/token", assertion, header),
            await portal.Post(null, "/token", [secret, .. assertion]),
        })
            Assert.Equal(("invalid_request", "CS7204"), (reply.MustBe(400)["error"], reply["error_description"][..6]));
    }

    [Fact]
    public async Task A_name_beside_the_header_must_be_the_same()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Authenticated(await portal.Refresh("x", ("client_id", "portal")));
        Refused(await portal.Refresh("x", ("client_id", "wiki")));
    }

    [Fact]
    public async Task A_second_secret_is_good_beside_the_first_until_the_third()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var first = portal.Secret!;
        var second = await gateway.Operator.Secret("contoso", "portal");
        Authenticated(await portal.Refresh("x"));
        await gateway.Operator.Secret("contoso", "portal");
        Refused(await portal.Refresh("x"));
        portal.Secret = second;
        Authenticated(await portal.Refresh("x"));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    public async Task A_signed_assertion_authenticates(string algorithm)
    {
        await using var gateway = await RunningGateway.Furnished();
        var vault = await RelyingParty.WithKey(gateway, algorithm == "ES256" ? SignerKey.Es256() : SignerKey.Rsa());
        (await vault.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)))).MustBe(200);
        Authenticated(await Asserted(vault, vault.Assertion(header: header => header["typ"] = "JWT")));
        Authenticated(await Asserted(vault, vault.Assertion(header: header => header.Remove("typ"))));
        Authenticated(await Asserted(vault, vault.Assertion(header: header => header.Remove("kid"))));
        Authenticated(await Asserted(vault, vault.Assertion(claims => claims["aud"] = new JsonArray(vault.Issuer))));
    }

    [Fact]
    public async Task T_22_An_assertion_is_good_once()
    {
        await using var gateway = await RunningGateway.Furnished();
        var vault = await RelyingParty.WithKey(gateway, SignerKey.Es256());
        var assertion = vault.Assertion();
        Authenticated(await Asserted(vault, assertion));
        Assert.Equal("CS7202", Refused(await Asserted(vault, assertion))["error_description"][..6]);
        gateway.Clock.Advance(TimeSpan.FromSeconds(110));
        Refused(await Asserted(vault, assertion));
        gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        Refused(await Asserted(vault, assertion));   // over by now
        var restarted = vault.Assertion();
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await gateway.Restart();
        Refused(await Asserted(vault, restarted));   // the process before may have seen it
    }

    [Fact]
    public async Task X_1_An_assertion_is_for_the_issuer_alone()
    {
        await using var gateway = await RunningGateway.Furnished();
        var vault = await RelyingParty.WithKey(gateway, SignerKey.Es256());
        foreach (var audience in new JsonNode?[]
        {
            vault.Issuer + "/token", vault.Issuer + "/", gateway.Url, gateway.Url + "/fabrikam", "", null, 1, new JsonArray(),
            new JsonArray(vault.Issuer, "https://other.example"), new JsonArray(vault.Issuer + "/token"), new JsonObject(),
        })
            Assert.Equal(
                "CS7203", Refused(await Asserted(vault, vault.Assertion(claims => claims["aud"] = audience)))["error_description"][..6]);
    }

    [Fact]
    public async Task What_an_assertion_says_must_be_true_now()
    {
        await using var gateway = await RunningGateway.Furnished();
        var key = SignerKey.Es256();
        var vault = await RelyingParty.WithKey(gateway, key);
        await RelyingParty.WithKey(gateway, SignerKey.Es256(), "other");
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("iss", "other"), ("iss", null), ("sub", "other"), ("sub", null), ("jti", null), ("jti", ""), ("jti", new string('j', 129)),
            ("jti", 1),
            ("exp", null), ("exp", now - 60), ("exp", now + 361), ("exp", "soon"),
            ("iat", null), ("iat", now + 61), ("iat", now - 1), ("nbf", now + 61), ("nbf", "x"),
        })
            Refused(await Asserted(vault, vault.Assertion(claims => Set(claims, name, value))), $"{name} = {value}");
        Authenticated(await Asserted(vault, vault.Assertion()));
    }

    [Fact]
    public async Task T_11_An_assertion_is_signed_by_a_registered_key_with_its_algorithm()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (key, rsa, stranger) = (SignerKey.Es256(), SignerKey.Rsa(), SignerKey.Es256());
        var vault = await RelyingParty.WithKey(gateway, key);
        var strong = await RelyingParty.WithKey(gateway, rsa, "strong");
        Refused(await Asserted(vault, vault.Assertion(key: stranger)));
        Refused(await Asserted(vault, vault.Assertion(key: stranger, header: header => header["jwk"] = stranger.PublicJwk.DeepClone())));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["kid"] = "k2")));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["alg"] = "none")));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["alg"] = "HS256")));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["alg"] = "PS256")));
        Refused(await Asserted(strong, strong.Assertion(header: header => header["alg"] = "RS256")));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["crit"] = new JsonArray("exp"))));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["typ"] = "dpop+jwt")));
        Refused(await Asserted(vault, vault.Assertion(header: header => header["typ"] = "at+jwt")));
        Refused(await Asserted(vault, vault.Assertion() + "A"));
        Refused(await Asserted(vault, vault.Assertion().Replace('.', ' ')));
        Refused(await Asserted(vault, Twice(vault, key)));
        Refused(await Asserted(vault, vault.Assertion(claims => claims["filler"] = new string('f', 9000))));
        var unnamed = vault.Assertion().Split('.');
        Refused(await Asserted(vault, unnamed[0] + "." + unnamed[1] + "."));
    }

    [Fact]
    public async Task Only_the_registered_type_of_assertion_is_one()
    {
        await using var gateway = await RunningGateway.Furnished();
        var vault = await RelyingParty.WithKey(gateway, SignerKey.Es256());
        Refused(await vault.Refresh("x", ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")));
        Refused(await vault.Refresh("x", ("client_assertion_type", null)));
        Refused(await vault.Refresh("x", ("client_assertion", null)));
    }

    [Fact]
    public async Task A_removed_client_is_nobody()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Authenticated(await portal.Refresh("x"));
        await gateway.Operator.RemoveClient("contoso", "portal");
        Refused(await portal.Refresh("x"));
    }

    [Fact]
    public async Task T_29_A_source_may_fail_thirty_times_a_minute_and_who_proves_itself_never_waits()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var portal = await RelyingParty.WithSecret(gateway);
        for (var guess = 0; guess < 30; guess++) Refused(await Posted(portal, ("client_id", "portal"), ("client_secret", "guess")));
        var waiting = (await Posted(portal, ("client_id", "portal"), ("client_secret", "guess"))).MustBe(429);
        Assert.Equal(("temporarily_unavailable", "60"), (waiting["error"], waiting.Header("Retry-After")));
        for (var failure = 0; failure < 40; failure++) Authenticated(await portal.Refresh("x"));
    }

    private static Task<Reply> Posted(RelyingParty client, params (string Name, string Value)[] form) =>
        client.Post(null, "/token", [("grant_type", "refresh_token"), ("refresh_token", "x"), .. form]);

    private static Task<Reply> Asserted(RelyingParty client, string assertion) => client.Refresh("x", ("client_assertion", assertion));

    private static string Twice(RelyingParty client, SignerKey key)
    {
        var claims = Jwt.Claims(client.Assertion()).GetRawText();
        return Jwt.Sign(key, """{"alg":"ES256","kid":"k1"}""", claims.Insert(1, "\"sub\":\"other\","));
    }

    private static void Set(JsonObject claims, string name, JsonNode? value)
    {
        if (value is null) claims.Remove(name);
        else claims[name] = value;
    }

    /// <summary>It got past the authentication: the refresh token is what is refused.</summary>
    private static void Authenticated(Reply reply) => Assert.Equal("invalid_grant", reply.MustBe(400)["error"]);

    private static Reply Refused(Reply reply, string what = "")
    {
        Assert.True(reply.Status == 401 && reply["error"] == "invalid_client", what + ": " + reply.Look);
        return reply;
    }
}
