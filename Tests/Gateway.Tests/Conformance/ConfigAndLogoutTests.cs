using System.Buffers.Text;
using System.Text.RegularExpressions;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>Config OP and RP-Initiated Logout OP. Each test is one module of the certification plans.</summary>
public sealed class ConfigAndLogoutTests
{
    private const string Bye = "https://portal.example/bye";

    [Fact, Trait("Module", "oidcc-discovery-endpoint-verification")]
    public async Task Oidcc_discovery_endpoint_verification()
    {
        await using var plan = await Plan.Open();
        await Plan.Register(plan.Gateway, "curve", client => client with { IdTokenAlgorithm = SigningAlgorithm.ES256 });
        var document = await plan.Discovery();
        Assert.Equal(plan.Client.Issuer, document.GetProperty("issuer").GetString());
        foreach (var required in new[] { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri",
            "end_session_endpoint" })
            Assert.StartsWith(plan.Client.Issuer + "/", document.GetProperty(required).GetString());
        foreach (var (name, least) in new[]
        {
            ("response_types_supported", "code"), ("subject_types_supported", "public"), ("id_token_signing_alg_values_supported", "RS256"),
            ("scopes_supported", "openid"), ("grant_types_supported", "authorization_code"), ("claims_supported", "sub"),
            ("token_endpoint_auth_methods_supported", "client_secret_basic"), ("claim_types_supported", "normal"),
        })
            Assert.Contains(least, Plan.List(document, name));
        await CheckKeys(plan);
    }

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-discovery-endpoint-verification")]
    public async Task Oidcc_rp_initiated_logout_discovery_endpoint_verification()
    {
        await using var plan = await Plan.Open();
        var address = (await plan.Discovery()).GetProperty("end_session_endpoint").GetString()!;
        Assert.Equal(plan.Client.Issuer + "/logout", address);
        (await plan.Gateway.Get(address)).MustBe(200);
    }

    [Fact, Trait("Module", "oidcc-rp-initiated-logout")]
    public async Task Oidcc_rp_initiated_logout()
    {
        await using var plan = await Plan.Open();
        var (browser, hint) = await SignedIn(plan);
        var reply = await Leave(plan, browser, ("id_token_hint", hint), ("post_logout_redirect_uri", Bye), ("state", "s-1"));
        Assert.Equal(Bye + "?state=s-1", reply.MustBe(303).Header("Location"));
        await IsOver(plan, browser);
    }

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-no-state")]
    public async Task Oidcc_rp_initiated_logout_no_state()
    {
        await using var plan = await Plan.Open();
        var (browser, hint) = await SignedIn(plan);
        var reply = await Leave(plan, browser, ("id_token_hint", hint), ("post_logout_redirect_uri", Bye));
        Assert.Equal(Bye, reply.MustBe(303).Header("Location"));
        await IsOver(plan, browser);
    }

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-no-post-logout-redirect-uri")]
    public async Task Oidcc_rp_initiated_logout_no_post_logout_redirect_uri()
    {
        await using var plan = await Plan.Open();
        var (browser, hint) = await SignedIn(plan);
        Assert.Null((await Leave(plan, browser, ("id_token_hint", hint), ("state", "s-1"))).MustBe(200).Header("Location"));
        await IsOver(plan, browser);
    }

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-no-params")]
    public Task Oidcc_rp_initiated_logout_no_params() => Asks();

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-only-state")]
    public Task Oidcc_rp_initiated_logout_only_state() => Asks(("state", "s-1"));

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-no-id-token-hint")]
    public Task Oidcc_rp_initiated_logout_no_id_token_hint() => IsShown(hint => [("post_logout_redirect_uri", Bye), ("state", "s-1")]);

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri")]
    public Task Oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() =>
        IsShown(hint => [("id_token_hint", hint), ("post_logout_redirect_uri", "https://portal.example/another"), ("state", "s-1")]);

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri")]
    public Task Oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() =>
        IsShown(hint => [("id_token_hint", hint), ("post_logout_redirect_uri", Bye + "?foo=bar"), ("state", "s-1")]);

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-modified-id-token-hint")]
    public Task Oidcc_rp_initiated_logout_modified_id_token_hint() =>
        IsShown(hint => [("id_token_hint", Jwt.With(hint, "sub", "another")), ("post_logout_redirect_uri", Bye), ("state", "s-1")]);

    [Fact, Trait("Module", "oidcc-rp-initiated-logout-bad-id-token-hint")]
    public Task Oidcc_rp_initiated_logout_bad_id_token_hint() => IsShown(hint =>
        [("id_token_hint", Jwt.Sign(SignerKey.Rsa("RS256"), Jwt.Header(hint).GetRawText(), Jwt.Claims(hint).GetRawText())),
            ("post_logout_redirect_uri", Bye), ("state", "s-1")]);

    private static async Task CheckKeys(Plan plan)
    {
        var keys = (await plan.Gateway.Get(plan.Client.Issuer + "/jwks")).MustBe(200).Json.GetProperty("keys").EnumerateArray().ToArray();
        Assert.Equal(["EC", "RSA"], keys.Select(key => key.GetProperty("kty").GetString()).Order());
        Assert.Equal(2, keys.Select(key => key.GetProperty("kid").GetString()).Distinct().Count());
        Assert.All(keys, key => Assert.Equal("sig", key.GetProperty("use").GetString()));
        Assert.All(keys, key =>
            Assert.DoesNotContain(key.EnumerateObject(), member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k"));
        var modulus = keys.Single(key => key.GetProperty("kty").GetString() == "RSA").GetProperty("n").GetString();
        Assert.True(Base64Url.DecodeFromChars(modulus).Length >= 256);   // RFC 7518 3.3
    }

    private static async Task<(Browser Browser, string Hint)> SignedIn(Plan plan)
    {
        var browser = await plan.SignedIn();
        return (browser, (await plan.Run(browser)).Tokens["id_token"]);
    }

    private static Task<Reply> Leave(Plan plan, Browser browser, params (string Name, string Value)[] parameters) =>
        plan.Client.Get(browser, "/logout" + (parameters.Length == 0 ? "" : "?" + RelyingParty.Encode(parameters)));

    private static async Task IsOver(Plan plan, Browser browser) =>
        Assert.Equal("login_required", plan.Client.Refusal(await plan.Authorize(browser, ("prompt", "none"))));

    /// <summary>
    /// RP-Initiated Logout 2: without a hint anybody could have sent them, so they are asked; who agrees is signed out and stays here.
    /// </summary>
    private static async Task Asks(params (string Name, string Value)[] parameters)
    {
        await using var plan = await Plan.Open();
        var (browser, _) = await SignedIn(plan);
        var asked = (await Leave(plan, browser, parameters)).MustBe(200);
        Assert.True(plan.Client.Answer(await plan.Authorize(browser, ("prompt", "none"))).ContainsKey("code"));
        var request = Regex.Match(asked.Text, "name=\"request\" value=\"([A-Za-z0-9_-]+)\"").Groups[1].Value;
        var agreed = await plan.Client.Post(browser, "/logout/confirm", [("request", request)], ("Origin", plan.Gateway.Url));
        Assert.Null(agreed.MustBe(200).Header("Location"));
        await IsOver(plan, browser);
    }

    /// <summary>RP-Initiated Logout 3, 4: an error on a page of ours; nobody is sent anywhere and nobody is signed out.</summary>
    private static async Task IsShown(Func<string, (string Name, string Value)[]> parameters)
    {
        await using var plan = await Plan.Open();
        var (browser, hint) = await SignedIn(plan);
        var reply = (await Leave(plan, browser, parameters(hint))).MustBe(400, "CS7115");
        Assert.True(reply.IsPage);
        Assert.Null(reply.Header("Location"));
        Assert.True(plan.Client.Answer(await plan.Authorize(browser, ("prompt", "none"))).ContainsKey("code"));
    }
}
