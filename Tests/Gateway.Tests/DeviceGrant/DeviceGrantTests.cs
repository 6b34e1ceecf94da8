using Countersign.Engine.Ports;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.DeviceGrant;

/// <summary>RFC 8628: a device that shows a code, and somebody who signs in elsewhere.</summary>
public sealed class DeviceGrantTests
{
    private const string Ada = "ada@contoso.example";

    [Fact]
    public async Task A_device_shows_a_code_somebody_agrees_elsewhere_and_it_gets_tokens()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, box) = (await gateway.Enrol(Ada), await Box.Open(gateway));
        var asked = (await Box.Ask(box)).MustBe(200);
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", asked["user_code"]);
        Assert.Equal((box.Issuer + "/device", box.Issuer + "/device?user_code=" + asked["user_code"]),
            (asked["verification_uri"], asked["verification_uri_complete"]));
        Assert.Equal((600, 5), (asked.Json.GetProperty("expires_in").GetInt32(), asked.Json.GetProperty("interval").GetInt32()));
        (await Box.Collect(box, asked["device_code"])).MustBe(400);

        var browser = await gateway.SignIn(phone);
        var question = await Confirm(box, browser, asked["user_code"].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));
        Assert.Contains("The box", question.Text);
        Assert.Contains(asked["user_code"], question.Text);
        Assert.Equal(2, question.Text.Split("<button class=\"primary\"").Length - 1);   // CD4: both answers alike
        (await Answer(box, browser, question, "approve")).MustBe(200);

        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        var tokens = (await Box.Collect(box, asked["device_code"])).MustBe(200);
        Assert.Equal("urn:countersign:number:select", Jwt.Claims(tokens["id_token"]).GetProperty("acr").GetString());
        (await box.Refresh(tokens["refresh_token"])).MustBe(200);
        // good once, and what it gave ends
        Assert.Equal("invalid_grant", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        Assert.Equal("invalid_grant", (await box.Refresh(tokens["refresh_token"])).MustBe(400)["error"]);
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_on_the_ordinary_page_and_comes_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var box = await Box.Open(gateway);
        var asked = (await Box.Ask(box)).MustBe(200);
        var typed = (await Type(box, gateway.Browser(), asked["user_code"])).MustBe(303);
        var confirm = typed.Header("Location")!;
        Assert.StartsWith("/contoso/device/confirm?request=", confirm);
        var away = (await box.Get(gateway.Browser(), confirm["/contoso".Length..])).MustBe(303);
        Assert.Equal("/contoso/sign-in?request=" + confirm.Split('=', 2)[1], away.Header("Location"));
        Assert.Contains("The box", (await box.Get(null, away.Header("Location")!["/contoso".Length..])).MustBe(200).Text);
    }

    /// <summary>WAY-7, S-58: a session that came by a way that does not do for the device's client is none here.</summary>
    [Theory]
    [InlineData(true, false), InlineData(false, true)]
    public async Task Who_came_by_a_password_alone_signs_in_again_for_a_client_that_asks_for_the_phone_as_well(bool asks, bool isAsked)
    {
        await using var scene = await Passwords.PasswordScene.Open();
        await scene.Create();
        var box = await Box.Open(scene.Gateway, asks);
        var visitor = scene.Visitor();
        await Passwords.PasswordScene.Type(
            visitor, await scene.ToPassword(visitor, fromPortal: false), Passwords.PasswordScene.Password);
        var browser = scene.Gateway.Browser();
        browser.Cookies[Browser.SessionCookie] = visitor.Cookies[Browser.SessionCookie];
        var asked = (await Box.Ask(box)).MustBe(200);
        var confirm = (await Type(box, browser, asked["user_code"])).MustBe(303).Header("Location")!;
        var page = await box.Get(browser, confirm["/contoso".Length..]);
        Assert.Equal(isAsked ? 200 : 303, page.Status);
    }

    [Fact]
    public async Task Who_says_no_is_asked_no_more()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, box) = (await gateway.Enrol(Ada), await Box.Open(gateway));
        var asked = (await Box.Ask(box)).MustBe(200);
        var browser = await gateway.SignIn(phone);
        var question = await Confirm(box, browser, asked["user_code"]);
        (await Answer(box, browser, question, "deny")).MustBe(200);
        Assert.Equal("access_denied", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        Assert.Contains("CS7314", (await Answer(box, browser, question, "approve")).MustBe(400).Text);
    }

    [Fact]
    public async Task A_device_that_comes_too_soon_slows_down_and_one_that_comes_late_hears_so()
    {
        await using var gateway = await RunningGateway.Furnished();
        var box = await Box.Open(gateway);
        var asked = (await Box.Ask(box)).MustBe(200);
        Assert.Equal("authorization_pending", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        Assert.Equal("slow_down", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("authorization_pending", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
        gateway.Clock.Advance(TimeSpan.FromSeconds(590));
        Assert.Equal("expired_token", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
    }

    [Theory]
    [InlineData("BCDF-GHJK"), InlineData("nonsense"), InlineData("")]
    public async Task A_code_that_no_device_shows_is_told_so(string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        var box = await Box.Open(gateway);
        Assert.Contains("CS7314", (await Type(box, gateway.Browser(), code)).MustBe(400).Text);
    }

    [Fact]
    public async Task A_form_of_another_origin_agrees_to_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (phone, box) = (await gateway.Enrol(Ada), await Box.Open(gateway));
        var asked = (await Box.Ask(box)).MustBe(200);
        var browser = await gateway.SignIn(phone);
        var question = await Confirm(box, browser, asked["user_code"]);
        var forged = await box.Post(
            browser, "/device/answer", [("request", RequestOf(question)), ("answer", "approve")], ("Origin", "https://evil.example"));
        forged.MustBe(403);
        Assert.Equal("authorization_pending", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
    }

    [Fact]
    public async Task I_6_An_answer_to_a_question_that_was_put_to_another_person_connects_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (hers, his, box) = (await gateway.Enrol(Ada), await gateway.Enrol("bob@contoso.example"), await Box.Open(gateway));
        var asked = (await Box.Ask(box)).MustBe(200);
        var question = await Confirm(box, await gateway.SignIn(hers), asked["user_code"]);
        var bobs = await gateway.SignIn(his);   // in another tab of the same browser
        var again = (await box.Post(
            bobs, "/device/answer",
            [("request", RequestOf(question)), ("session", Visitor.Hidden(question, "session")!), ("answer", "approve")],
            ("Sec-Fetch-Site", "same-origin"))).MustBe(200);
        Assert.Contains("<strong>bob@contoso.example</strong>", again.Text, StringComparison.Ordinal);
        Assert.Equal("authorization_pending", (await Box.Collect(box, asked["device_code"])).MustBe(400)["error"]);
    }

    [Fact]
    public async Task A_source_that_guesses_codes_or_asks_for_many_is_told_to_wait()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        var box = await Box.Open(gateway);
        for (var i = 0; i < 10; i++) (await Type(box, gateway.Browser(), "BCDF-GHJK")).MustBe(400);
        (await Type(box, gateway.Browser(), "BCDF-GHJK")).MustBe(429);
        for (var i = 0; i < 10; i++) (await Box.Ask(box)).MustBe(200);
        Assert.NotNull((await Box.Ask(box)).MustBe(429).Header("Retry-After"));
        Assert.Equal(10, (await gateway.Store.List(RowKind.Grant, "", "", 100, Browser.Cancel)).Count);
    }

    [Fact]
    public async Task Only_a_client_that_may_asks_and_only_its_own_code_is_good()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (box, other) = (await Box.Open(gateway), await Box.Open(gateway, "other"));
        Assert.Equal("unauthorized_client", (await Box.Ask(await RelyingParty.WithSecret(gateway))).MustBe(400)["error"]);
        Assert.Equal("invalid_scope", (await box.Ask("/device_authorization", ("scope", "email"))).MustBe(400)["error"]);
        var asked = (await Box.Ask(box)).MustBe(200);
        Assert.Equal("invalid_grant", (await Box.Collect(other, asked["device_code"])).MustBe(400)["error"]);
        Assert.Equal("invalid_request", (await box.Ask("/token", ("grant_type", Box.Grant))).MustBe(400)["error"]);
    }

    private static Task<Reply> Type(RelyingParty box, Browser browser, string code) =>
        box.Post(browser, "/device", [("user_code", code)], ("Sec-Fetch-Site", "same-origin"));

    private static async Task<Reply> Confirm(RelyingParty box, Browser browser, string code)
    {
        var typed = (await Type(box, browser, code)).MustBe(303);
        return (await box.Get(browser, typed.Header("Location")!["/contoso".Length..])).MustBe(200);
    }

    private static Task<Reply> Answer(RelyingParty box, Browser browser, Reply question, string answer) => box.Post(
        browser, "/device/answer", [("request", RequestOf(question)), ("answer", answer)], ("Sec-Fetch-Site", "same-origin"));

    private static string RequestOf(Reply page) => page.Text.Split("name=\"request\" value=\"")[1].Split('"')[0];
}
