using System.Text.RegularExpressions;

namespace Countersign.Gateway.Tests.Oidc;

/// <summary>Signing out at the request of an application (OpenID Connect RP-Initiated Logout 1.0).</summary>
public sealed class LogoutTests
{
    private const string Ada = "ada@contoso.example", Bye = "https://portal.example/bye";

    [Fact]
    public async Task Who_shows_an_id_token_of_the_person_ends_their_session_and_gets_them_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var hint = (await portal.Tokens(browser))["id_token"];
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));   // the token is over; it still says who
        var reply = (await Ask(portal, browser, ("id_token_hint", hint), ("post_logout_redirect_uri", Bye), ("state", "s 1"))).MustBe(303);
        Assert.Equal(Bye + "?state=s%201", reply.Header("Location"));
        Assert.Contains(reply.SetCookies, cookie => cookie.StartsWith("__Host-countersign-session=;", StringComparison.Ordinal));
        Assert.False(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(browser, ("prompt", "none"))));
    }

    [Fact]
    public async Task Without_an_address_the_person_is_told()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var reply = (await Ask(portal, browser, ("id_token_hint", (await portal.Tokens(browser))["id_token"]))).MustBe(200);
        Assert.Contains("re signed out", reply.Text, StringComparison.Ordinal);
        Assert.False(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
    }

    [Fact]
    public async Task A_13_Without_a_good_hint_the_person_is_asked()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, bob) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"));
        var browser = await gateway.SignIn(ada);
        var hint = (await portal.Tokens(browser))["id_token"];
        var his = (await portal.Tokens(await gateway.SignIn(bob)))["id_token"];
        foreach (var weak in new[] { null, Jwt.With(hint, "sub", "x"), "rubbish", his })
        {
            var asked = (await Ask(portal, browser, ("client_id", "portal"), ("id_token_hint", weak), ("post_logout_redirect_uri", Bye)))
                .MustBe(200);
            Assert.Contains("/logout/confirm", asked.Text, StringComparison.Ordinal);
            Assert.True(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
        }

        var question = await Ask(portal, browser, ("client_id", "portal"), ("post_logout_redirect_uri", Bye), ("state", "x"));
        var request = Regex.Match(question.Text, "name=\"request\" value=\"([A-Za-z0-9_-]+)\"").Groups[1].Value;
        // or Chromium would keep them from the application
        Assert.DoesNotContain("form-action", question.Header("Content-Security-Policy"));
        var agreed = (await portal.Post(browser, "/logout/confirm", [("request", request)], ("Origin", gateway.Url))).MustBe(303);
        Assert.Equal(Bye + "?state=x", agreed.Header("Location"));
        Assert.False(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
    }

    [Fact]
    public async Task T_18_Nobody_agrees_in_the_persons_place()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var ada = await gateway.Enrol(Ada);
        var (victim, attacker) = (await gateway.SignIn(ada), await gateway.SignIn(ada));
        var question = await Ask(portal, attacker);
        var request = Regex.Match(question.Text, "name=\"request\" value=\"([A-Za-z0-9_-]+)\"").Groups[1].Value;
        (await portal.Post(victim, "/logout/confirm", [("request", request)], ("Origin", "https://evil.example"))).MustBe(403);
        Assert.Contains(
            "CS7103", (await portal.Post(victim, "/logout/confirm", [("request", request)])).MustBe(400).Text, StringComparison.Ordinal);
        Assert.Contains(
            "CS7103", (await portal.Post(victim, "/logout/confirm", [("request", "x")])).MustBe(400).Text, StringComparison.Ordinal);
        Assert.True(await gateway.Operator.IsOpen("contoso", victim.Cookies[Browser.SessionCookie]));
    }

    [Theory]
    [InlineData("https://evil.example/bye")]
    [InlineData("https://portal.example/bye/")]
    [InlineData("https://portal.example/bye?x=1")]
    [InlineData(RelyingParty.Callback)]
    public async Task T_17_An_address_that_is_not_registered_is_never_gone_to(string address)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var hint = (await portal.Tokens(browser))["id_token"];
        foreach (var reply in new[]
        {
            await Ask(portal, browser, ("id_token_hint", hint), ("post_logout_redirect_uri", address)),
            await Ask(portal, browser, ("client_id", "portal"), ("post_logout_redirect_uri", address)),
            await Ask(portal, browser, ("post_logout_redirect_uri", Bye)),   // whose?
            await Ask(portal, browser, ("id_token_hint", Jwt.With(hint, "sub", "x")), ("post_logout_redirect_uri", Bye)),
        })
        {
            Assert.Contains("CS7115", reply.MustBe(400).Text, StringComparison.Ordinal);
            Assert.Null(reply.Header("Location"));
        }

        Assert.True(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
    }

    [Fact]
    public async Task A_hint_of_another_client_is_refused()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, wiki) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "wiki"));
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var hint = (await wiki.Tokens(browser))["id_token"];
        Assert.Contains("CS7113", (await Ask(portal, browser, ("id_token_hint", hint), ("client_id", "portal"))).MustBe(400)
            .Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B_8_A_posted_request_goes_on_with_get_wherever_it_comes_from()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var hint = (await portal.Tokens(browser))["id_token"];
        var posted = await portal.Post(
            null, "/logout", [("id_token_hint", hint), ("post_logout_redirect_uri", Bye)], ("Origin", "https://portal.example"));
        var onward = posted.MustBe(303).Header("Location")!;
        Assert.StartsWith("/contoso/logout?request=", onward);
        Assert.Equal(Bye, (await portal.Get(browser, onward["/contoso".Length..])).MustBe(303).Header("Location"));
        Assert.False(await gateway.Operator.IsOpen("contoso", browser.Cookies[Browser.SessionCookie]));
    }

    [Fact]
    public async Task Who_is_not_signed_in_goes_on()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        Assert.Equal(
            Bye, (await Ask(portal, null, ("client_id", "portal"), ("post_logout_redirect_uri", Bye))).MustBe(303).Header("Location"));
        (await Ask(portal, null)).MustBe(200);
    }

    private static Task<Reply> Ask(RelyingParty client, Browser? browser, params (string Name, string? Value)[] parameters) => client.Get(
        browser, "/logout?" + RelyingParty.Encode(
            from parameter in parameters where parameter.Value is not null select (parameter.Name, parameter.Value!)));
}
