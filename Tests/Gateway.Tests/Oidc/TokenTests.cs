using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>The token endpoint: what a code and a refresh token are good for, and what the tokens say.</summary>
public sealed class TokenTests
{
    private const string Ada = "ada@contoso.example";

    [Theory]
    [InlineData(SigningAlgorithm.RS256)]
    [InlineData(SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.PS256)]
    public async Task The_tokens_verify_with_the_published_keys_under_the_registered_algorithm(SigningAlgorithm algorithm)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with { IdTokenAlgorithm = algorithm });
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        var keys = new JsonWebKeySet((await gateway.Get(portal.Issuer + "/jwks")).MustBe(200).Text);
        foreach (var (token, audience, type) in new[] { (tokens["id_token"], "portal", "JWT"),
            (tokens["access_token"], portal.Issuer, "at+jwt") })
        {
            var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
            {
                IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = [algorithm.ToString()], ValidIssuer = portal.Issuer,
                ValidAudience = audience, ValidTypes = [type],
                LifetimeValidator = (_, expires, _, _) => expires - gateway.Clock.GetUtcNow().UtcDateTime == TimeSpan.FromMinutes(10),
            });
            Assert.True(result.IsValid, result.Exception?.Message);
        }
    }

    [Fact]
    public async Task The_answer_is_whole_and_not_to_be_kept()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var reply = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"],
            reply.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Bearer", "openid profile email offline_access"), (reply["token_type"], reply["scope"]));
        Assert.Equal(600, reply.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    [Fact]
    public async Task The_id_token_says_who_was_there_when_and_how()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var signedIn = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        gateway.Clock.Advance(TimeSpan.FromMinutes(7));
        var tokens = await portal.Tokens(browser, ("nonce", "n-0S6_WzA2Mj"));
        var claims = Jwt.Claims(tokens["id_token"]);
        string Text(string name) => claims.GetProperty(name).ToString();
        Assert.Equal((portal.Issuer, "portal", "n-0S6_WzA2Mj"), (Text("iss"), Text("aud"), Text("nonce")));
        Assert.Equal((signedIn, signedIn + 420), (claims.GetProperty("auth_time").GetInt64(), claims.GetProperty("iat").GetInt64()));
        // N14: nothing that says phishing-resistant
        Assert.Equal(("urn:countersign:number:select", """["mfa","pop"]"""), (Text("acr"), Text("amr")));
        Assert.Equal((Ada, Ada, "False"), (Text("preferred_username"), Text("email"), Text("email_verified")));
        Assert.Equal(
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(tokens["access_token"])).AsSpan(0, 16)), Text("at_hash"));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", Text("sub"));
    }

    [Fact]
    public async Task The_number_mode_stands_in_the_context()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = NumberMode.Enter6 });
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        Assert.Equal("urn:countersign:number:enter6", Jwt.Claims(tokens["id_token"]).GetProperty("acr").GetString());
    }

    [Fact]
    public async Task The_subject_is_one_for_all_clients_and_another_in_every_tenant()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.AllowEveryone("fabrikam");
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var one = Subject(await (await RelyingParty.WithSecret(gateway)).Tokens(browser));
        Assert.Equal(one, Subject(await (await RelyingParty.WithSecret(gateway, "wiki")).Tokens(browser)));
        var there = await RelyingParty.WithSecret(gateway, tenant: "fabrikam");
        Assert.NotEqual(one, Subject(await there.Tokens(await gateway.SignIn(await gateway.Enrol(Ada, "fabrikam")))));
        Assert.NotEqual(one, Subject(await (await RelyingParty.WithSecret(gateway, "third")).Tokens(
            await gateway.SignIn(await gateway.Enrol("bob@contoso.example")))));
    }

    [Fact]
    public async Task Only_the_scopes_that_were_asked_for_say_anything_about_the_person()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var tokens = await portal.Tokens(browser, ("scope", "openid"), ("claims", """{"userinfo":{"email":{"essential":true}}}"""));
        Assert.False(tokens.Has("refresh_token"));
        Assert.Equal("openid", tokens["scope"]);
        Assert.False(Jwt.Claims(tokens["id_token"]).TryGetProperty("email", out _));
        Assert.False(Jwt.Claims(tokens["id_token"]).TryGetProperty("preferred_username", out _));
        var said = (await portal.UserInfo(tokens["access_token"])).MustBe(200);
        Assert.Equal(["sub", "email"], said.Json.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("code", "AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("code", "rubbish")]
    [InlineData("redirect_uri", "https://portal.example/other")]
    [InlineData("redirect_uri", null)]
    [InlineData("code_verifier", "another-verifier-of-43-characters-or-more-it-is")]
    [InlineData("code_verifier", null)]
    public async Task B_3_A_code_is_good_only_with_what_it_was_asked_for_with(string name, string? value)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        Refused(await portal.Redeem(code, (name, value)), "invalid_grant");
        (await portal.Redeem(code)).MustBe(200);
    }

    [Fact]
    public async Task B_3_A_verifier_without_a_challenge_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        Refused(
            await portal.Redeem(await portal.Code(browser, ("code_challenge", null), ("code_challenge_method", null))), "invalid_grant");
    }

    [Fact]
    public async Task T_24_A_code_is_good_for_sixty_seconds()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var (one, other) = (await portal.Code(browser), await portal.Code(browser));
        gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        (await portal.Redeem(one)).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Refused(await portal.Redeem(other), "invalid_grant");
    }

    [Fact]
    public async Task I_5_A_code_used_twice_takes_back_what_it_gave()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        var tokens = (await portal.Redeem(code)).MustBe(200);
        (await portal.UserInfo(tokens["access_token"])).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Refused(await portal.Redeem(code), "invalid_grant");
        Assert.Equal("invalid_token", (await portal.UserInfo(tokens["access_token"])).MustBe(401)["error"]);
        Refused(await portal.Refresh(tokens["refresh_token"]), "invalid_grant");
    }

    [Fact]
    public async Task T_15_A_code_of_another_client_or_tenant_is_worth_nothing_and_stays_good_for_its_own()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        var (portal, wiki) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "wiki"));
        var fabrikam = await RelyingParty.WithSecret(gateway, tenant: "fabrikam");
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        var looks = new[] { await wiki.Redeem(code), await fabrikam.Redeem(code), await wiki.Redeem("rubbish") };
        Assert.Single(looks.Select(reply => reply.MustBe(400).Look).Distinct());
        (await portal.Redeem(code)).MustBe(200);
    }

    [Fact]
    public async Task T_24_A_refresh_token_is_good_once_and_used_twice_it_ends_the_family()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var first = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = (await portal.Refresh(first["refresh_token"])).MustBe(200);
        Assert.NotEqual(first["refresh_token"], second["refresh_token"]);
        var (before, after) = (Jwt.Claims(first["id_token"]), Jwt.Claims(second["id_token"]));
        foreach (var same in new[] { "iss", "sub", "aud", "auth_time", "acr" })
            Assert.Equal(before.GetProperty(same).ToString(), after.GetProperty(same).ToString());
        Assert.NotEqual(before.GetProperty("iat").GetInt64(), after.GetProperty("iat").GetInt64());
        Assert.False(after.TryGetProperty("nonce", out _));   // Core 12.2

        gateway.Clock.Advance(TimeSpan.FromSeconds(10));      // before that, it is the same client that asks twice at once
        Refused(await portal.Refresh(first["refresh_token"]), "invalid_grant");
        Refused(await portal.Refresh(second["refresh_token"]), "invalid_grant");
        (await portal.UserInfo(second["access_token"])).MustBe(401);
    }

    [Fact]
    public async Task Two_refreshes_at_once_bring_the_same_successor()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        var both = await Task.WhenAll(portal.Refresh(tokens["refresh_token"]), portal.Refresh(tokens["refresh_token"]));
        var next = Assert.Single(both.Select(reply => reply.MustBe(200)["refresh_token"]).Distinct());
        Assert.NotEqual(both[0]["access_token"], both[1]["access_token"]);
        (await portal.Refresh(next)).MustBe(200);
    }

    [Fact]
    public async Task Without_rotation_the_refresh_token_stays_the_same()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway, change: client => client with { KeepsRefreshToken = true });
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        for (var use = 0; use < 3; use++)
        {
            Assert.Equal(tokens["refresh_token"], (await portal.Refresh(tokens["refresh_token"])).MustBe(200)["refresh_token"]);
            gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Theory]
    [InlineData("openid", "openid")]
    [InlineData("email openid somethings.read", "openid email")]
    [InlineData("openid phone profile", null)]
    [InlineData("somethings.read", null)]
    public async Task A_refresh_may_ask_for_less_and_not_for_more(string asked, string? granted)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)), ("scope", "openid email offline_access"));
        var narrower = await portal.Refresh(tokens["refresh_token"], ("scope", asked));
        if (granted is null)
        {
            Refused(narrower, "invalid_scope");
            Assert.Equal("openid email offline_access", (await portal.Refresh(tokens["refresh_token"])).MustBe(200)["scope"]);
            return;
        }

        Assert.Equal(granted, narrower.MustBe(200)["scope"]);
        Assert.Equal(granted, Jwt.Claims(narrower["access_token"]).GetProperty("scope").GetString());
        var known = (await portal.UserInfo(narrower["access_token"])).MustBe(200);
        Assert.Equal(granted.Contains("email", StringComparison.Ordinal), known.Has("email"));
        Assert.Equal("openid email offline_access", (await portal.Refresh(narrower["refresh_token"])).MustBe(200)["scope"]);
    }

    [Fact]
    public async Task A_refresh_token_is_given_only_when_asked_for_and_allowed()
    {
        await using var gateway = await RunningGateway.Furnished();
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var may = await RelyingParty.WithSecret(gateway);
        var mayNot = await RelyingParty.WithSecret(gateway, "kiosk", client => client with { Grants = ClientGrants.Code });
        Assert.True((await may.Tokens(browser)).Has("refresh_token"));
        Assert.False((await may.Tokens(browser, ("scope", "openid"))).Has("refresh_token"));
        var without = await mayNot.Tokens(browser);
        Assert.False(without.Has("refresh_token"));
        Assert.DoesNotContain("offline_access", without["scope"], StringComparison.Ordinal);
        Refused(await mayNot.Refresh("rubbish"), "unauthorized_client");
    }

    [Fact]
    public async Task I_8_Who_is_disabled_or_no_longer_allowed_gets_nothing_for_code_or_refresh_token()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var (hers, his) = (await gateway.SignIn(ada), await gateway.SignIn(bob));
        var (tokens, code, other) = (await portal.Tokens(hers), await portal.Code(hers), await portal.Code(his));
        await gateway.Operator.Disable("contoso", Ada);
        Refused(await portal.Redeem(code), "invalid_grant");
        (await portal.UserInfo(tokens["access_token"])).MustBe(401);
        Refused(await portal.Refresh(tokens["refresh_token"]), "invalid_grant");
        await gateway.Operator.AllowNobody("contoso");
        Refused(await portal.Redeem(other), "invalid_grant");
    }

    [Theory]
    [InlineData(null, "invalid_request")]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData("client_credentials", "unsupported_grant_type")]
    [InlineData("implicit", "unsupported_grant_type")]
    public async Task B_6_There_are_no_other_ways_to_a_token(string? grantType, string error)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Refused(await portal.Ask("/token", ("grant_type", grantType), ("username", Ada), ("password", "x")), error);
    }

    [Fact]
    public async Task What_other_libraries_put_beside_does_not_disturb()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)), ("client_info", "1"), ("prompt", "none"));
        var reply = await portal.Ask(
            "/token?haschrome=1&client-request-id=2", ("grant_type", "authorization_code"), ("code", code),
            ("redirect_uri", RelyingParty.Callback),
            ("code_verifier", portal.Verifier), ("client_info", "2"), ("x-client-SKU", "MSAL.NetCore"), ("clidata", "1"));
        reply.MustBe(200);
    }

    [Fact]
    public async Task A_native_app_may_come_back_to_any_port_of_its_own_machine()
    {
        await using var gateway = await RunningGateway.Furnished();
        await RelyingParty.Public(gateway, "native", client => client with { RedirectUris = ["http://127.0.0.1/back"] });
        var native = new RelyingParty(gateway, "native") { RedirectUri = "http://127.0.0.1:49152/back" };
        (await native.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)))).MustBe(200);
        (await native.Authorize(null, ("redirect_uri", "http://127.0.0.1:49152/elsewhere"))).MustBe(400);
    }

    [Fact]
    public async Task I_18_Each_token_set_has_its_audit_record_and_none_has_a_secret()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var code = await portal.Code(await gateway.SignIn(await gateway.Enrol(Ada)));
        var tokens = (await portal.Redeem(code)).MustBe(200);
        (await portal.Refresh(tokens["refresh_token"])).MustBe(200);
        var redeemed = Assert.Single(await gateway.Operator.Audit("grant.redeemed"));
        Assert.Equal(Ada, redeemed.GetProperty("user").GetString());
        Assert.Single(await gateway.Operator.Audit("grant.refreshed"));
        foreach (var kind in new[] { "grant.issued", "grant.redeemed", "grant.refreshed" })
        {
            foreach (var fact in await gateway.Operator.Audit(kind))
            {
                foreach (var secret in new[] { code, tokens["refresh_token"] })
                    Assert.DoesNotContain(secret.Split('.')[1], fact.GetRawText(), StringComparison.Ordinal);
            }
        }
    }

    private static string Subject(Reply tokens) => Jwt.Claims(tokens["id_token"]).GetProperty("sub").GetString()!;

    private static void Refused(Reply reply, string error)
    {
        Assert.Equal(error, reply.MustBe(400)["error"]);
        Assert.Matches("^CS[0-9]{4} ", reply["error_description"]);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }
}
