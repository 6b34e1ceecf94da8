using Countersign.SignIn;
using Countersign.Engine.Ports;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>The authorization endpoint: who is answered where, what is asked of the person, what is refused.</summary>
public sealed class AuthorizeTests
{
    private const string Ada = "ada@contoso.example";

    [Theory]
    [InlineData("client_id", null, "CS7101")]
    [InlineData("client_id", "nobody", "CS7101")]
    [InlineData("client_id", "PORTAL", "CS7101")]
    [InlineData("redirect_uri", null, "CS7102")]
    [InlineData("redirect_uri", "https://evil.example/callback", "CS7102")]
    [InlineData("redirect_uri", "https://portal.example/callback/", "CS7102")]
    [InlineData("redirect_uri", "https://portal.example/callback?x=1", "CS7102")]
    [InlineData("redirect_uri", "https://portal.example/Callback", "CS7102")]
    [InlineData("redirect_uri", "https://portal.example:443/callback", "CS7102")]
    [InlineData("redirect_uri", "https://portal.example/x/../callback", "CS7102")]
    public async Task T_17_An_unknown_client_or_address_is_told_here_and_nowhere_else(string name, string? value, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Page(await portal.Authorize(null, (name, value)), code);
        Page(await portal.Post(null, "/authorize", portal.Request((name, value))), code);
    }

    [Theory]
    [InlineData("client_id", "CS7101")]
    [InlineData("redirect_uri", "CS7102")]
    public async Task T_17_A_client_or_address_that_is_sent_twice_is_told_here(string name, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var request = portal.Request();
        Page(await portal.Get(null, "/authorize?" + RelyingParty.Encode([.. request, request.Single(parameter => parameter.Name == name)])),
            code);
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_mode", "jwt", "invalid_request")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "profile email", "invalid_scope")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "create", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "1.5", "invalid_request")]
    [InlineData("max_age", "99999999999", "invalid_request")]
    [InlineData("max_age", "+1", "invalid_request")]
    [InlineData("claims", "[]", "invalid_request")]
    [InlineData("claims", "{", "invalid_request")]
    [InlineData("claims", """{"id_token":null,"id_token":null}""", "invalid_request")]
    [InlineData("claims", """{"id_token":"acr"}""", "invalid_request")]
    [InlineData("id_token_hint", "not.a.token", "invalid_request")]
    [InlineData("dpop_jkt", "short", "invalid_request")]
    [InlineData("request", "e30.e30.", "request_not_supported")]
    [InlineData("request_uri", "https://portal.example/request.jwt", "request_uri_not_supported")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "dG9vIHNob3J0", "invalid_request")]
    public async Task What_is_wrong_with_a_request_is_told_to_the_client(string name, string? value, string error)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Assert.Equal(error, portal.Refusal(await portal.Authorize(null, (name, value))));
        var answer = portal.Answer(await portal.Authorize(null, (name, value)));
        Assert.Equal("a state with spaces & signs", answer["state"]);
    }

    [Fact]
    public async Task A_20_A_parameter_that_is_sent_twice_is_refused_whoever_would_read_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        foreach (var twice in new[] { "scope", "nonce", "state", "response_type", "unknown" })
            Assert.Equal("invalid_request", portal.Refusal(await portal.Get(null, "/authorize?" + RelyingParty.Encode(
                [.. portal.Request(("unknown", "1")), (twice, "again")]))));
    }

    [Fact]
    public async Task A_client_that_may_not_use_codes_is_told_so()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with
        {
            Clients = [new(new("contoso"), RelyingParty.Registration("tv") with { Grants = ClientGrants.Device })],
        });
        var tv = new RelyingParty(gateway, "tv");
        Assert.Equal("unauthorized_client", tv.Refusal(await tv.Authorize(null)));
    }

    [Fact]
    public async Task A_public_client_needs_a_challenge_and_a_confidential_one_does_not()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (spa, portal) = (await RelyingParty.Public(gateway), await RelyingParty.WithSecret(gateway));
        (string, string?)[] without = [("code_challenge", null), ("code_challenge_method", null)];
        Assert.Equal("invalid_request", spa.Refusal(await spa.Authorize(null, without)));
        await portal.Begin(null, without);
    }

    [Theory]
    [InlineData("foo", "bar")]
    [InlineData("client_info", "1")]
    [InlineData("display", "popup")]
    [InlineData("claims_locales", "se")]
    [InlineData("ui_locales", "ko zh-Hant")]
    [InlineData("acr_values", "1 2")]
    [InlineData("login_hint", Ada)]
    [InlineData("domain_hint", "contoso.example")]
    [InlineData("prompt", "consent")]
    [InlineData("scope", "openid address phone urn:unknown")]
    [InlineData("nonce", null)]
    [InlineData("state", null)]
    [InlineData("claims", """{"access_token":{"xms_cc":{"values":["cp1"]}},"id_token":{"signin_state":{"essential":true}}}""")]
    public async Task What_is_optional_or_unknown_does_not_disturb(string name, string? value)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        await portal.Begin(null, (name, value));
        (await portal.Redeem(await portal.Code(browser, (name, value)))).MustBe(200);
    }

    [Fact]
    public async Task Without_a_session_the_person_signs_in_and_comes_back_with_a_code()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var request = await portal.Begin(null);
        var browser = await gateway.SignIn(ada);
        var answer = portal.Answer(await portal.Continue(browser, request));
        Assert.Equal("a state with spaces & signs", answer["state"]);
        (await portal.Redeem(answer["code"])).MustBe(200);
    }

    /// <summary>RFC 6749 4.1.2, appendix B: the state comes back as it was sent, or the request is refused.</summary>
    [Theory]
    [InlineData("caf%C3%A9", "café")]
    [InlineData("a%2Bb+c%20d", "a+b c d")]
    [InlineData("%25zz", "%zz")]
    [InlineData("%F0%9D%84%9E", "𝄞")]
    [InlineData("caf%E9", null)]
    [InlineData("%zz", null)]
    [InlineData("100%", null)]
    [InlineData("%C0%AF", null)]
    [InlineData("%ED%A0%80", null)]
    public async Task A_state_comes_back_as_it_was_sent_or_is_refused(string sent, string? comes)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var request = RelyingParty.Encode(portal.Request(("state", null), ("prompt", "none")));
        var reply = await Wire.Ask(gateway.Url, Wire.Request("GET", $"/contoso/authorize?{request}&state={sent}", [], null));
        if (comes is null) Page(reply, "CS7104");
        else Assert.Equal(comes, portal.Answer(reply)["state"]);
    }

    [Fact]
    public async Task With_a_session_the_person_is_not_asked_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, wiki) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "wiki"));
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        foreach (var client in new[] { portal, wiki })
        {
            (await client.Redeem(await client.Code(browser, ("prompt", "none")))).MustBe(200);
            (await client.Redeem(await client.Code(browser, ("max_age", "10000")))).MustBe(200);
            (await client.Redeem(await client.Code(browser, ("max_age", "2147483647")))).MustBe(200);
            (await client.Redeem(await client.Code(browser, ("max_age", "9999999999")))).MustBe(200);
        }
    }

    [Fact]
    public async Task A_session_that_a_pass_opened_signs_nobody_in()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        await gateway.Operator.CreateUser("contoso", Ada);
        var browser = gateway.Browser();
        browser.Cookies[Browser.SessionCookie] = await gateway.Operator.Session("contoso", Ada);
        await portal.Begin(browser);
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(browser, ("prompt", "none"))));
    }

    [Fact]
    public async Task Prompt_none_without_a_session_is_login_required()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(null, ("prompt", "none"))));
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        gateway.Clock.Advance(TimeSpan.FromHours(1));   // N19
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(browser, ("prompt", "none"))));
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("prompt", "select_account")]
    [InlineData("max_age", "0")]
    [InlineData("max_age", "59")]
    public async Task A_new_sign_in_that_is_asked_for_must_be_newer_than_the_request(string name, string value)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(ada);
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        var request = await portal.Begin(browser, (name, value));
        // nothing is newer yet
        Assert.StartsWith("/contoso/sign-in?", (await portal.Continue(browser, request)).MustBe(303).Header("Location"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        (await ada.Approve(await browser.Prompt(Ada))).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        var tokens = (await portal.Redeem(portal.Answer(await portal.Continue(browser, request))["code"])).MustBe(200);
        Assert.Equal(gateway.Clock.GetUtcNow().ToUnixTimeSeconds(), Jwt.Claims(tokens["id_token"]).GetProperty("auth_time").GetInt64());
    }

    /// <summary>The request may be kept for half an hour; what it asks for is judged when it is answered.</summary>
    [Theory]
    [InlineData("prompt", "login", true, 0, true)]
    [InlineData("prompt", "login", true, 1, false)]
    [InlineData("prompt", "login", false, 1, false)]
    [InlineData("max_age", "0", true, 0, true)]
    [InlineData("max_age", "0", true, 1, false)]
    [InlineData("max_age", "59", false, 1, false)]
    [InlineData("max_age", "1000", true, 1, true)]
    [InlineData("state", "s", true, 1, true)]
    public async Task A_sign_in_for_the_request_is_new_for_five_minutes(string name, string value, bool isOwn, int more, bool isNew)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, browser) = (await gateway.Enrol(Ada), new Visitor(gateway));
        var tab = await (await new Tab(browser, portal).Open((name, value))).Type(Ada);
        (await ada.Approve(tab.Number())).MustBe(200);
        var back = (await browser.Open(tab.Address)).MustBe(303).Header("Location")!;
        if (!isOwn) back = back.Split("&t=")[0];
        gateway.Clock.Advance(Limits.FreshSignIn + TimeSpan.FromSeconds(more));
        var answer = await browser.Open(back);
        if (isNew) Assert.True(portal.Answer(answer).ContainsKey("code"));
        else Assert.StartsWith("/contoso/sign-in?", answer.MustBe(303).Header("Location"));
    }

    [Fact]
    public async Task A_hint_at_somebody_else_asks_for_a_sign_in_and_accepts_no_other_person()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var (hers, his) = (await gateway.SignIn(ada), await gateway.SignIn(bob));
        var hint = (await portal.Tokens(hers))["id_token"];
        Assert.True(portal.Answer(await portal.Authorize(hers, ("id_token_hint", hint), ("prompt", "none"))).ContainsKey("code"));
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(his, ("id_token_hint", hint), ("prompt", "none"))));
        var request = await portal.Begin(his, ("id_token_hint", hint));
        Assert.Equal("login_required", portal.Refusal(await portal.Continue(await gateway.SignIn(bob), request)));
        Assert.True(portal.Answer(await portal.Continue(hers, request)).ContainsKey("code"));
        Assert.Equal("invalid_request", portal.Refusal(await portal.Authorize(hers, ("id_token_hint", Jwt.With(hint, "sub", "somebody")))));
    }

    [Fact]
    public async Task An_essential_context_is_met_or_the_client_is_told()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var browser = await gateway.SignIn(ada);
        static (string, string?) Essential(string context) =>
            ("claims", """{"id_token":{"acr":{"essential":true,"values":["C","urn:unknown"]}}}""".Replace(
                "C", context, StringComparison.Ordinal));
        Assert.True(portal.Answer(await portal.Authorize(browser, Essential("urn:countersign:number:select"))).ContainsKey("code"));
        Assert.Equal(
            "unmet_authentication_requirements", portal.Refusal(await portal.Authorize(browser, Essential("urn:phishing-resistant"))));

        var request = await portal.Begin(browser, Essential("urn:countersign:number:enter6"));
        Assert.Equal("unmet_authentication_requirements", portal.Refusal(await portal.Continue(await gateway.SignIn(ada), request)));
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = NumberMode.Enter6 });
        Assert.True(portal.Answer(await portal.Continue(await gateway.SignIn(ada), request)).ContainsKey("code"));
    }

    [Fact]
    public async Task Who_leaves_the_page_is_access_denied()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var request = await portal.Begin(null);
        Assert.Equal("access_denied", portal.Refusal(await portal.Get(null, "/authorize/leave?request=" + request)));
    }

    [Fact]
    public async Task The_answer_goes_by_the_mode_that_was_asked_for()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        Assert.True(portal.Answer(await portal.Authorize(browser, ("response_mode", "query"))).ContainsKey("code"));
        Assert.True(portal.Answer(await portal.Authorize(browser, ("response_mode", "fragment")), '#').ContainsKey("code"));
        Assert.Equal(
            "login_required", portal.Answer(await portal.Authorize(null, ("response_mode", "fragment"), ("prompt", "none")), '#')["error"]);

        var posted = (await portal.Authorize(browser, ("response_mode", "form_post"), ("state", "\"><script>"))).MustBe(200);
        Assert.Equal("text/html; charset=utf-8", posted.Header("Content-Type"));
        Assert.Contains($"<form method=\"post\" action=\"{RelyingParty.Callback}\">", posted.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"code\"", posted.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"iss\"", posted.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"><script>", posted.Text, StringComparison.Ordinal);
        Assert.Contains("<button type=\"submit\">", posted.Text, StringComparison.Ordinal);   // without scripts
        Assert.Contains("script-src 'self'", posted.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-store", posted.Header("Cache-Control"));
        var script = (await gateway.Get(gateway.Url + "/oidc/form-post.js")).MustBe(200);
        Assert.StartsWith("text/javascript", script.Header("Content-Type"));
    }

    [Fact]
    public async Task B_8_A_posted_request_goes_on_with_get_wherever_it_comes_from()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var reply = await portal.Post(
            null, "/authorize", portal.Request(), ("Origin", "https://portal.example"), ("Sec-Fetch-Site", "cross-site"));
        var onward = reply.MustBe(303).Header("Location")!;
        Assert.StartsWith("/contoso/authorize/continue?request=", onward);
        Assert.True(portal.Answer(await portal.Get(browser, onward["/contoso".Length..])).ContainsKey("code"));
    }

    [Fact]
    public async Task An_address_with_a_query_keeps_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        const string Address = "https://portal.example/callback?tenant=1";
        await RelyingParty.WithSecret(gateway, change: client => client with { RedirectUris = [Address] });
        var portal = new RelyingParty(gateway, "portal") { RedirectUri = Address };
        Assert.Equal("login_required", portal.Answer(await portal.Authorize(null, ("prompt", "none")), '&')["error"]);
    }

    [Fact]
    public async Task T_20_Control_characters_are_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        foreach (var bad in new[] { "a\r\nSet-Cookie: x=1", "a\0b", "a\u0007" }) Page(
            await portal.Authorize(null, ("state", bad)), "CS7104");
    }

    internal static void Page(Reply reply, string code)
    {
        reply.MustBe(400);
        Assert.Null(reply.Header("Location"));
        Assert.Equal("text/html; charset=utf-8", reply.Header("Content-Type"));
        Assert.Contains(code, reply.Text, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }
}
