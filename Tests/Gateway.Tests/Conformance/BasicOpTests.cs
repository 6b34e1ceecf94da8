using System.Text.Json;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>Basic OP: codes, tokens, client authentication and UserInfo. Each test is one module of the certification plan.</summary>
public sealed class BasicOpTests
{
    [Fact, Trait("Module", "oidcc-server")]
    public async Task Oidcc_server()
    {
        await using var plan = await Plan.Open();
        var browser = plan.Gateway.Browser();
        var (tokens, claims, said) = await plan.Finish(await plan.AuthorizeByThePage(browser));
        Assert.Equal(plan.Now, claims.GetProperty("auth_time").GetInt64());
        Assert.Equal(
            ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash"],
            claims.EnumerateObject().Select(claim => claim.Name).OrderBy(name => Array.IndexOf(Order, name)));
        Assert.Equal("""{"sub":"S"}""".Replace("S", claims.GetProperty("sub").GetString(), StringComparison.Ordinal), said.Text);
        Assert.False(tokens.Has("refresh_token"));
    }

    [Fact, Trait("Module", "oidcc-response-type-missing")]
    public async Task Oidcc_response_type_missing()
    {
        await using var plan = await Plan.Open();
        var reply = await plan.Authorize(await plan.SignedIn(), ("response_type", null));
        Assert.Equal("invalid_request", plan.Client.Refusal(reply));   // RFC 6749 4.1.2.1
        Assert.Equal(Plan.State, plan.Client.Answer(reply)["state"]);
    }

    [Fact, Trait("Module", "oidcc-idtoken-signature")]
    public async Task Oidcc_idtoken_signature()
    {
        await using var plan = await Plan.Open();
        var (tokens, _, _) = await plan.Run(await plan.SignedIn());   // which verifies it with the published key its kid names
        var stated = """
            {"client_name":"Plain","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
            "redirect_uris":["https://portal.example/callback"]}
            """;
        (await plan.Gateway.Admin(HttpMethod.Put, "contoso/clients/plain", stated)).MustBe(200);
        var registered = (await plan.Gateway.Admin(HttpMethod.Get, "contoso/clients/plain")).MustBe(200);
        // Registration 2: the default
        Assert.Equal("RS256", registered.Json.GetProperty("client").GetProperty("id_token_signed_response_alg").GetString());
        Assert.Equal(3, tokens["id_token"].Split('.').Length);
    }

    [Fact, Trait("Module", "oidcc-idtoken-unsigned")]
    public async Task Oidcc_idtoken_unsigned()
    {
        await using var plan = await Plan.Open();
        Assert.Equal(["RS256", "ES256", "PS256"], Plan.List(await plan.Discovery(), "id_token_signing_alg_values_supported"));
        var stated = """
            {"client_name":"Plain","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"],
            "redirect_uris":["https://portal.example/callback"],"id_token_signed_response_alg":"none"}
            """;
        var refused = (await plan.Gateway.Admin(HttpMethod.Put, "contoso/clients/plain", stated)).MustBe(400);
        Assert.True(refused.IsProblem);
        (await plan.Gateway.Admin(HttpMethod.Get, "contoso/clients/plain")).MustBe(404);
    }

    [Fact, Trait("Module", "oidcc-userinfo-get")]
    public async Task Oidcc_userinfo_get()
    {
        await using var plan = await Plan.Open();
        var (tokens, claims, _) = await plan.Run(await plan.SignedIn(), ("scope", "openid profile email"));
        Told(await plan.Client.UserInfo(tokens["access_token"]), claims);
    }

    [Fact, Trait("Module", "oidcc-userinfo-post-header")]
    public async Task Oidcc_userinfo_post_header()
    {
        await using var plan = await Plan.Open();
        var (tokens, claims, _) = await plan.Run(await plan.SignedIn(), ("scope", "openid profile email"));
        Told(await plan.Client.UserInfo(tokens["access_token"], method: "POST"), claims);
    }

    [Fact, Trait("Module", "oidcc-userinfo-post-body")]
    public async Task Oidcc_userinfo_post_body()
    {
        await using var plan = await Plan.Open();
        var (tokens, claims, _) = await plan.Run(await plan.SignedIn(), ("scope", "openid profile email"));
        Told(await plan.Client.Post(null, "/userinfo", [("access_token", tokens["access_token"])]), claims);   // RFC 6750 2.2
    }

    [Fact, Trait("Module", "oidcc-ensure-request-without-nonce-succeeds-for-code-flow")]
    public async Task Oidcc_ensure_request_without_nonce_succeeds_for_code_flow()
    {
        await using var plan = await Plan.Open();
        await plan.Finish(await plan.Authorize(await plan.SignedIn(), ("nonce", null)), nonce: null);
    }

    [Fact, Trait("Module", "oidcc-alternate-happy-flow")]
    public async Task Oidcc_alternate_happy_flow()
    {
        await using var plan = await Plan.Open();
        const string Address = RelyingParty.Callback + "?dummy1=lorem&dummy2=ipsum";
        var registered = await Plan.Register(plan.Gateway, "second", client => client with { RedirectUris = [Address] });
        var second = new RelyingParty(plan.Gateway, "second") { Secret = registered.Secret, RedirectUri = Address };
        var state = new string('s', 400);
        var reply = await second.Authorize(
            await plan.SignedIn(), ("code_challenge", null), ("code_challenge_method", null), ("state", state),
            ("nonce", state));
        var answer = second.Answer(reply, '&');   // RFC 6749 3.1.2: the query of the address is kept
        Assert.Equal(state, answer["state"]);
        var tokens = (await second.Redeem(answer["code"], ("code_verifier", null))).MustBe(200);
        await plan.Check(second, tokens, state);
        var request = new HttpRequestMessage(HttpMethod.Get, second.Issuer + "/userinfo");
        request.Headers.TryAddWithoutValidation("Authorization", "bearer " + tokens["access_token"]);   // RFC 9110 11.1: in any case
        (await Browser.Read(plan.Gateway.Client, request)).MustBe(200);
    }

    [Fact, Trait("Module", "oidcc-codereuse")]
    public async Task Oidcc_codereuse()
    {
        await using var plan = await Plan.Open();
        var code = plan.Client.Answer(await plan.Authorize(await plan.SignedIn()))["code"];
        (await plan.Client.Redeem(code, ("code_verifier", null))).MustBe(200);
        Refused(await plan.Client.Redeem(code, ("code_verifier", null)));
    }

    [Fact, Trait("Module", "oidcc-codereuse-30seconds")]
    public async Task Oidcc_codereuse_30seconds()
    {
        await using var plan = await Plan.Open();
        var code = plan.Client.Answer(await plan.Authorize(await plan.SignedIn()))["code"];
        var tokens = (await plan.Client.Redeem(code, ("code_verifier", null))).MustBe(200);
        (await plan.Client.UserInfo(tokens["access_token"])).MustBe(200);
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Refused(await plan.Client.Redeem(code, ("code_verifier", null)));
        var reply = (await plan.Client.UserInfo(tokens["access_token"])).MustBe(401);   // RFC 6749 4.1.2: what it gave is taken back
        Assert.Contains("error=\"invalid_token\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact, Trait("Module", "oidcc-server-client-secret-post")]
    public async Task Oidcc_server_client_secret_post()
    {
        await using var plan = await Plan.Open();
        Assert.Contains("client_secret_post", Plan.List(await plan.Discovery(), "token_endpoint_auth_methods_supported"));
        var code = plan.Client.Answer(await plan.Authorize(await plan.SignedIn()))["code"];
        (string, string)[] form =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RelyingParty.Callback), ("client_id", "portal")];
        var wrong = (await plan.Client.Post(null, "/token", [.. form, ("client_secret", plan.Client.Secret + "x")])).MustBe(401);
        Assert.Equal("invalid_client", wrong["error"]);
        var tokens = (await plan.Client.Post(null, "/token", [.. form, ("client_secret", plan.Client.Secret!)])).MustBe(200);
        await plan.Check(plan.Client, tokens, Plan.Nonce);
    }

    [Fact, Trait("Module", "oidcc-refresh-token")]
    public async Task Oidcc_refresh_token()
    {
        await using var plan = await Plan.Open();
        var second = await Plan.Register(plan.Gateway, "second");
        var browser = await plan.SignedIn();
        var (tokens, before, _) = await plan.Run(browser, ("scope", "openid offline_access"), ("prompt", "consent"));   // Core 11
        Refused(await second.Refresh(tokens["refresh_token"]));   // RFC 6749 10.4: bound to its client
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var refreshed = (await plan.Client.Refresh(tokens["refresh_token"])).MustBe(200);
        var after = await plan.Check(plan.Client, refreshed, null);
        foreach (var same in new[] { "iss", "sub", "aud", "auth_time" })
            Assert.Equal(before.GetProperty(same).GetRawText(), after.GetProperty(same).GetRawText());   // Core 12.2
        Assert.Equal(10, after.GetProperty("iat").GetInt64() - before.GetProperty("iat").GetInt64());
        Assert.NotEqual(tokens["access_token"], refreshed["access_token"]);
        Assert.Equal(before.GetProperty("sub").GetString(), (await plan.Client.UserInfo(refreshed["access_token"])).MustBe(200)["sub"]);
    }

    [Fact, Trait("Module", "oidcc-ensure-request-with-valid-pkce-succeeds")]
    public async Task Oidcc_ensure_request_with_valid_pkce_succeeds()
    {
        await using var plan = await Plan.Open();
        Assert.Equal(["S256"], Plan.List(await plan.Discovery(), "code_challenge_methods_supported"));
        (string, string?)[] challenge = [("code_challenge", plan.Client.Challenge), ("code_challenge_method", "S256")];
        var browser = await plan.SignedIn();
        await plan.Finish(await plan.Authorize(browser, challenge), verifier: plan.Client.Verifier);
        var code = plan.Client.Answer(await plan.Authorize(browser, challenge))["code"];
        Refused(await plan.Client.Redeem(code, ("code_verifier", plan.Client.Verifier[..^1] + "~")));   // RFC 7636 4.6
    }

    private static readonly string[] Order = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash"];

    private static void Refused(Reply reply)
    {
        Assert.Equal("invalid_grant", reply.MustBe(400)["error"]);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.False(reply.Has("access_token"));
    }

    private static void Told(Reply reply, JsonElement claims)
    {
        Assert.Equal("application/json", reply.MustBe(200).Header("Content-Type"));
        Assert.Equal(
            ["email", "email_verified", "preferred_username", "sub"], reply.Json.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.Equal(claims.GetProperty("sub").GetString(), reply["sub"]);
        Assert.Equal((Plan.Ada, Plan.Ada), (reply["preferred_username"], reply["email"]));
        Assert.Equal(JsonValueKind.False, reply.Json.GetProperty("email_verified").ValueKind);   // Core 5.1: a boolean
    }
}
