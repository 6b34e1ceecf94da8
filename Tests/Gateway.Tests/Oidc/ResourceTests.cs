namespace Countersign.Gateway.Tests.Oidc;

/// <summary>Uses of an access token: UserInfo (OpenID Connect Core 5.3), revocation (RFC 7009), introspection (RFC 7662).</summary>
public sealed class ResourceTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task UserInfo_is_told_by_get_by_post_and_by_a_form()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        var token = tokens["access_token"];
        var replies = new[]
        {
            await portal.UserInfo(token), await portal.UserInfo(token, method: "POST"),
            await portal.Post(null, "/userinfo", [("access_token", token)]),
        };
        foreach (var reply in replies)
        {
            reply.MustBe(200);
            Assert.Equal("application/json", reply.Header("Content-Type"));
            Assert.Equal(Jwt.Claims(tokens["id_token"]).GetProperty("sub").GetString(), reply["sub"]);
            Assert.Equal((Ada, Ada, "False"), (reply["preferred_username"], reply["email"], reply["email_verified"]));
        }
    }

    [Fact]
    public async Task UserInfo_without_a_token_says_what_is_needed_and_no_error()
    {
        await using var gateway = await RunningGateway.Furnished();
        var reply = (await gateway.Get(gateway.Url + "/contoso/userinfo")).MustBe(401);
        Assert.Equal("Bearer, DPoP algs=\"ES256 PS256\"", reply.Header("WWW-Authenticate"));
        (await gateway.Get(gateway.Url + "/contoso/userinfo?access_token=x")).MustBe(401);   // never in the address
    }

    [Fact]
    public async Task UserInfo_takes_a_token_one_way()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var token = (await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada))))["access_token"];
        Assert.Equal("invalid_request",
            (await portal.Post(null, "/userinfo", [("access_token", token)], ("Authorization", "Bearer " + token)))["error"]);
    }

    [Fact]
    public async Task A_10_What_is_no_access_token_of_this_tenant_is_refused_alike()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.AllowEveryone("fabrikam");
        var portal = await RelyingParty.WithSecret(gateway);
        var fabrikam = await RelyingParty.WithSecret(gateway, tenant: "fabrikam");
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var tokens = await portal.Tokens(browser);
        var theirs = await fabrikam.Tokens(await gateway.SignIn(await gateway.Enrol(Ada, "fabrikam")));
        var (access, stranger) = (tokens["access_token"], SignerKey.Es256());
        var header = Jwt.Header(access).GetRawText();
        var wrong = new Dictionary<string, string>
        {
            ["an ID token"] = tokens["id_token"], ["a refresh token"] = tokens["refresh_token"],
            ["another tenant's"] = theirs["access_token"],
            ["a code"] = await portal.Code(browser), ["the session"] = browser.Cookies[Browser.SessionCookie], ["rubbish"] = "rubbish",
            ["altered"] = Jwt.With(access, "scope", "openid admin"), ["unsigned"] = access[..(access.LastIndexOf('.') + 1)],
            ["signed by another"] = Jwt.Sign(stranger, header, Jwt.Claims(access).GetRawText()),
            ["signed by its own key"] =
                Jwt.Sign(stranger, header.Insert(1, $"\"jwk\":{stranger.PublicJwk.ToJsonString()},"), Jwt.Claims(access).GetRawText()),
            ["without algorithm"] = Jwt.Encode(header.Replace("ES256", "none", StringComparison.Ordinal)) + access[access.IndexOf('.')..],
            ["padded"] = access + "=", ["with a newline"] = access.Insert(10, "A"), ["twice"] = access + "." + access,
        };
        var looks = new Dictionary<string, string>();
        foreach (var (name, token) in wrong) looks[name] = (await portal.UserInfo(token)).MustBe(401).Look;
        Assert.True(looks.Values.Distinct().Count() == 1, string.Join("\n---\n", looks.Select(look => look.Key + ": " + look.Value)));
        Assert.Contains("error=\"invalid_token\"", looks["rubbish"], StringComparison.Ordinal);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(looks["rubbish"], (await portal.UserInfo(access)).Look);
    }

    [Fact]
    public async Task Who_revokes_a_token_ends_the_whole_grant()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        const string Access = "access_token", Refresh = "refresh_token";
        foreach (var (kind, hint) in new[] { (Access, null), (Refresh, null), (Access, Refresh), (Refresh, Access) })
        {
            var tokens = await portal.Tokens(browser);
            Assert.Equal("", (await portal.Ask("/revoke", ("token", tokens[kind]), ("token_type_hint", hint))).MustBe(200).Text);
            (await portal.UserInfo(tokens["access_token"])).MustBe(401);
            (await portal.Refresh(tokens["refresh_token"])).MustBe(400);
            (await portal.Ask("/revoke", ("token", tokens[kind]))).MustBe(200);   // again is as well
        }
    }

    [Fact]
    public async Task Nobody_revokes_what_is_another_clients()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, wiki) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "wiki"));
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        foreach (var token in new[] { tokens["access_token"], tokens["refresh_token"], tokens["id_token"], "rubbish" })
            (await wiki.Ask("/revoke", ("token", token))).MustBe(200);
        (await portal.UserInfo(tokens["access_token"])).MustBe(200);
        (await portal.Refresh(tokens["refresh_token"])).MustBe(200);
        Assert.Equal("invalid_request", (await portal.Ask("/revoke")).MustBe(400)["error"]);
        wiki.Secret = "wrong";
        Assert.Equal("invalid_client", (await wiki.Ask("/revoke", ("token", "x"))).MustBe(401)["error"]);
    }

    [Fact]
    public async Task A_public_client_revokes_by_its_name()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var tokens = await spa.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        (await spa.Ask("/revoke", ("token", tokens["refresh_token"]))).MustBe(200);
        (await spa.UserInfo(tokens["access_token"])).MustBe(401);
    }

    [Fact]
    public async Task Introspection_tells_a_client_with_a_secret_what_a_token_is()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, resource) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "resource"));
        var tokens = await portal.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        var access = (await resource.Ask("/introspect", ("token", tokens["access_token"]))).MustBe(200);
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(("True", "portal", "Bearer"), (access["active"], access["client_id"], access["token_type"]));
        Assert.Equal((portal.Issuer, portal.Issuer), (access["iss"], access["aud"]));
        Assert.Equal((now, now + 600), (access.Json.GetProperty("iat").GetInt64(), access.Json.GetProperty("exp").GetInt64()));
        Assert.Equal(Jwt.Claims(tokens["id_token"]).GetProperty("sub").GetString(), access["sub"]);
        Assert.Equal("True", (await portal.Ask("/introspect", ("token", tokens["refresh_token"]))).MustBe(200)["active"]);

        const string Inactive = """{"active":false}""";
        // only to its own client
        Assert.Equal(Inactive, (await resource.Ask("/introspect", ("token", tokens["refresh_token"]))).MustBe(200).Text);
        Assert.Equal(Inactive, (await resource.Ask("/introspect", ("token", tokens["id_token"]))).MustBe(200).Text);
        Assert.Equal(Inactive, (await resource.Ask("/introspect", ("token", "rubbish"))).MustBe(200).Text);
        await gateway.Operator.Disable("contoso", Ada);
        Assert.Equal(Inactive, (await resource.Ask("/introspect", ("token", tokens["access_token"]))).MustBe(200).Text);   // I7: at once
    }

    [Fact]
    public async Task Introspection_tells_a_public_client_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var spa = await RelyingParty.Public(gateway);
        var tokens = await spa.Tokens(await gateway.SignIn(await gateway.Enrol(Ada)));
        Assert.Equal("unauthorized_client", (await spa.Ask("/introspect", ("token", tokens["access_token"]))).MustBe(400)["error"]);
    }
}
