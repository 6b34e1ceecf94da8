using System.Text.Json;

namespace Countersign.Gateway.Tests.Conformance;

/// <summary>Basic OP: what the authorization request may ask for. Each test is one module of the certification plan.</summary>
public sealed class BasicOpRequestTests
{
    [Fact, Trait("Module", "oidcc-scope-profile")]
    public Task Oidcc_scope_profile() => Scope("openid profile", "openid profile", "preferred_username", "sub");

    [Fact, Trait("Module", "oidcc-scope-email")]
    public Task Oidcc_scope_email() => Scope("openid email", "openid email", "email", "email_verified", "sub");

    [Fact, Trait("Module", "oidcc-scope-address")]
    public Task Oidcc_scope_address() => Scope("openid address", "openid", "sub");   // not offered: ignored (Core 3.1.2.1)

    [Fact, Trait("Module", "oidcc-scope-phone")]
    public Task Oidcc_scope_phone() => Scope("openid phone", "openid", "sub");

    [Fact, Trait("Module", "oidcc-scope-all")]
    public Task Oidcc_scope_all() =>
        Scope("openid profile email address phone", "openid profile email", "email", "email_verified", "preferred_username", "sub");

    [Fact, Trait("Module", "oidcc-display-page")]
    public Task Oidcc_display_page() => Succeeds(("display", "page"));

    [Fact, Trait("Module", "oidcc-display-popup")]
    public Task Oidcc_display_popup() => Succeeds(("display", "popup"));

    [Fact, Trait("Module", "oidcc-prompt-login")]
    public Task Oidcc_prompt_login() => AsksAgain(("prompt", "login"));

    [Fact, Trait("Module", "oidcc-prompt-none-not-logged-in")]
    public async Task Oidcc_prompt_none_not_logged_in()
    {
        await using var plan = await Plan.Open();
        var reply = await plan.Authorize(plan.Gateway.Browser(), ("prompt", "none"));
        Assert.Equal("login_required", plan.Client.Refusal(reply));   // Core 3.1.2.6
        Assert.Equal(Plan.State, plan.Client.Answer(reply)["state"]);
    }

    [Fact, Trait("Module", "oidcc-prompt-none-logged-in")]
    public Task Oidcc_prompt_none_logged_in() => DoesNotAskAgain(("prompt", "none"));

    [Fact, Trait("Module", "oidcc-max-age-1")]
    public Task Oidcc_max_age_1() => AsksAgain(("max_age", "1"));

    [Fact, Trait("Module", "oidcc-max-age-10000")]
    public Task Oidcc_max_age_10000() => DoesNotAskAgain(("max_age", "10000"));

    [Fact, Trait("Module", "oidcc-ensure-request-with-unknown-parameter-succeeds")]
    public Task Oidcc_ensure_request_with_unknown_parameter_succeeds() => Succeeds(("extra", "foobar"));

    [Fact, Trait("Module", "oidcc-id-token-hint")]
    public async Task Oidcc_id_token_hint()
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        var (tokens, first, _) = await plan.Run(browser);
        plan.Gateway.Clock.Advance(TimeSpan.FromMinutes(10));   // a hint may be over
        var (_, second, _) = await plan.Run(browser, ("prompt", "none"), ("id_token_hint", tokens["id_token"]));
        foreach (var same in new[] { "sub", "auth_time" }) Assert.Equal(
            first.GetProperty(same).GetRawText(), second.GetProperty(same).GetRawText());
        var his = await plan.Gateway.SignIn(await plan.Gateway.Enrol("bob@contoso.example"));
        Assert.Equal(
            "login_required", plan.Client.Refusal(await plan.Authorize(his, ("prompt", "none"), ("id_token_hint", tokens["id_token"]))));
    }

    [Fact, Trait("Module", "oidcc-login-hint")]
    public async Task Oidcc_login_hint()
    {
        await using var plan = await Plan.Open();
        var onward = (await plan.Authorize(null, ("login_hint", Plan.Ada))).MustBe(303).Header("Location")!;
        var form = (await new Visitor(plan.Gateway).Open(onward)).MustBe(200);
        Assert.Contains($"value=\"{Plan.Ada}\"", form.Text, StringComparison.Ordinal);   // Core 3.1.2.1: what the page begins with
        await plan.Finish(await plan.AuthorizeByThePage(plan.Gateway.Browser(), ("login_hint", Plan.Ada)));
    }

    [Fact, Trait("Module", "oidcc-ui-locales")]
    public async Task Oidcc_ui_locales()
    {
        await using var plan = await Plan.Open();
        var onward = (await plan.Authorize(null, ("ui_locales", "se ko en"))).MustBe(303).Header("Location")!;
        Assert.Contains("<html lang=\"ko\"", (await new Visitor(plan.Gateway).Open(onward)).MustBe(200).Text, StringComparison.Ordinal);
        await plan.Run(await plan.SignedIn(), ("ui_locales", "se"));   // none that is known is no error
    }

    [Fact, Trait("Module", "oidcc-claims-locales")]
    public Task Oidcc_claims_locales() => Succeeds(("claims_locales", "se"));

    [Fact, Trait("Module", "oidcc-ensure-request-with-acr-values-succeeds")]
    public async Task Oidcc_ensure_request_with_acr_values_succeeds()
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        var offered = Plan.List(await plan.Discovery(), "acr_values_supported");
        foreach (var asked in new[] { "1 2", string.Join(' ', offered) })
        {
            var (_, claims, _) = await plan.Run(browser, ("acr_values", asked));   // voluntary: what was used is said
            Assert.Equal("urn:countersign:number:select", claims.GetProperty("acr").GetString());
        }

        Assert.Contains("urn:countersign:number:select", offered);
    }

    [Fact, Trait("Module", "oidcc-ensure-registered-redirect-uri")]
    public async Task Oidcc_ensure_registered_redirect_uri()
    {
        await using var plan = await Plan.Open();
        Shown(await plan.Authorize(await plan.SignedIn(), ("redirect_uri", "https://portal.example/callback/other")), "CS7102");
    }

    [Fact, Trait("Module", "oidcc-ensure-post-request-succeeds")]
    public async Task Oidcc_ensure_post_request_succeeds()
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        var posted = await plan.Client.Post(
            browser, "/authorize", plan.Client.Request(("code_challenge", null), ("code_challenge_method", null)),
            ("Origin", "https://portal.example"));
        var onward = posted.MustBe(303).Header("Location")!;
        Assert.StartsWith("/contoso/authorize/continue?request=", onward);   // there is nothing in it to read
        await plan.Finish(await plan.Client.Get(browser, onward["/contoso".Length..]));
    }

    [Fact, Trait("Module", "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported")]
    public async Task Oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported()
    {
        await using var plan = await Plan.Open();
        Assert.False((await plan.Discovery()).GetProperty("request_uri_parameter_supported").GetBoolean());
        var reply = await plan.Authorize(await plan.SignedIn(), ("request_uri", "https://portal.example/request.jwt"));
        Assert.Equal("request_uri_not_supported", plan.Client.Refusal(reply));   // Core 3.1.2.6
    }

    [Fact, Trait("Module", "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported")]
    public async Task Oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported()
    {
        await using var plan = await Plan.Open();
        Assert.False((await plan.Discovery()).GetProperty("request_parameter_supported").GetBoolean());
        var reply = await plan.Authorize(
            await plan.SignedIn(), ("state", null), ("request", Unsigned("""{"state":"inside","nonce":"inside"}""")));
        Assert.Equal("request_not_supported", plan.Client.Refusal(reply));
        Assert.False(plan.Client.Answer(reply).ContainsKey("state"));   // nothing in it is read
    }

    [Fact, Trait("Module", "oidcc-ensure-request-object-with-redirect-uri")]
    public async Task Oidcc_ensure_request_object_with_redirect_uri()
    {
        await using var plan = await Plan.Open();
        var request = Unsigned($$"""{"redirect_uri":"{{RelyingParty.Callback}}"}""");
        foreach (var outside in new[] { "https://portal.example/another", null })
            Shown(await plan.Authorize(await plan.SignedIn(), ("redirect_uri", outside), ("request", request)), "CS7102");
        var inside = Unsigned("""{"redirect_uri":"https://evil.example/"}""");
        Assert.Equal("request_not_supported", plan.Client.Refusal(await plan.Authorize(await plan.SignedIn(), ("request", inside))));
    }

    [Fact, Trait("Module", "oidcc-claims-essential")]
    public async Task Oidcc_claims_essential()
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        Assert.True((await plan.Discovery()).GetProperty("claims_parameter_supported").GetBoolean());
        Assert.DoesNotContain("name", Plan.List(await plan.Discovery(), "claims_supported"));
        var (_, _, none) = await plan.Run(browser, ("claims", """{"userinfo":{"name":{"essential":true}}}"""));
        Assert.Equal(["sub"], none.Json.EnumerateObject().Select(claim => claim.Name));   // Core 5.5.1: what is not there is no error
        var (_, claims, said) = await plan.Run(
            browser, ("claims", """{"userinfo":{"email":{"essential":true}},"id_token":{"preferred_username":{"essential":true}}}"""));
        Assert.Equal(["email", "sub"], said.Json.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.Equal(Plan.Ada, claims.GetProperty("preferred_username").GetString());
        Assert.False(claims.TryGetProperty("email", out _));
    }

    private static async Task Scope(string asked, string given, params string[] claims)
    {
        await using var plan = await Plan.Open();
        var (tokens, _, said) = await plan.Run(await plan.SignedIn(), ("scope", asked));
        Assert.Equal(given, tokens["scope"]);   // RFC 6749 3.3: said, since it may differ
        Assert.Equal(claims, said.Json.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.All(given.Split(' '), scope => Assert.Contains(scope, Plan.List(plan.Discovery().Result, "scopes_supported")));
        if (claims.Contains("preferred_username")) Assert.Equal(Plan.Ada, said["preferred_username"]);
        if (!claims.Contains("email")) return;
        Assert.Equal((Plan.Ada, JsonValueKind.False), (said["email"], said.Json.GetProperty("email_verified").ValueKind));
    }

    private static async Task Succeeds((string Name, string? Value) parameter)
    {
        await using var plan = await Plan.Open();
        var browser = plan.Gateway.Browser();
        await plan.Finish(await plan.AuthorizeByThePage(browser, parameter));
        await plan.Run(browser, parameter);
    }

    /// <summary>Core 3.1.2.1: a new sign-in, which the second ID token proves.</summary>
    private static async Task AsksAgain((string Name, string? Value) parameter)
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        var (_, first, _) = await plan.Run(browser);
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var request = await plan.Client.Begin(browser, ("code_challenge", null), ("code_challenge_method", null), parameter);
        var early = (await plan.Client.Continue(browser, request)).MustBe(303).Header("Location");
        Assert.StartsWith("/contoso/sign-in?request=", early);   // to leave the page and come back is no sign-in
        plan.Gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var (_, second, _) = await plan.Finish(await plan.AuthorizeByThePage(browser, parameter));
        Assert.Equal(first.GetProperty("sub").GetString(), second.GetProperty("sub").GetString());
        Assert.Equal(4, second.GetProperty("auth_time").GetInt64() - first.GetProperty("auth_time").GetInt64());
    }

    private static async Task DoesNotAskAgain((string Name, string? Value) parameter)
    {
        await using var plan = await Plan.Open();
        var browser = await plan.SignedIn();
        var (_, first, _) = await plan.Run(browser);
        plan.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        var (_, second, _) = await plan.Run(browser, parameter);
        foreach (var same in new[] { "sub", "auth_time" }) Assert.Equal(
            first.GetProperty(same).GetRawText(), second.GetProperty(same).GetRawText());
        Assert.Equal(60, second.GetProperty("iat").GetInt64() - first.GetProperty("iat").GetInt64());
    }

    private static string Unsigned(string claims) => Jwt.Encode("""{"alg":"none"}""") + "." + Jwt.Encode(claims) + ".";

    private static void Shown(Reply reply, string code)
    {
        Assert.True(reply.MustBe(400, code).IsPage);
        Assert.Null(reply.Header("Location"));
    }
}
