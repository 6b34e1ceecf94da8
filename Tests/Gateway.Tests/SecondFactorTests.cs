using System.Text.Json;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Tests.Federation;
using Countersign.Gateway.Tests.Passwords;

namespace Countersign.Gateway.Tests;

/// <summary>S-58, WAY-5 over HTTP: after a password or the organisation's own server, a number on the phone.</summary>
public sealed class SecondFactorTests
{
    private const string Mona = PasswordScene.Mona, Password = PasswordScene.Password, Fran = FederationScene.Fran;
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    private static string[] Amr(JsonElement claims) => [.. claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()!)];

    private static Task Ask(RunningGateway gateway, string mode = "select", bool decoys = false) =>
        gateway.Operator.Configure("contoso", settings => settings with
        {
            SecondFactor = true, Decoys = decoys, NumberMode = Countersign.SignIn.Prompts.NumberModes.Parse(mode)!.Value,
        });

    /// <summary>Somebody whose phone is set up and not enabled, with a password.</summary>
    private static async Task<(PasswordScene Scene, Handset Phone)> Open(bool isEnabled = false)
    {
        var scene = await PasswordScene.Open();
        var phone = isEnabled ? await scene.Gateway.Enrol(Mona) : await scene.Gateway.Activate(Mona);
        await scene.Give(Mona, Password);
        await Ask(scene.Gateway);
        return (scene, phone);
    }

    /// <summary>From the application to the number that follows the password.</summary>
    private static async Task<Reply> ToNumber(PasswordScene scene, Visitor visitor) =>
        await visitor.Follow(await PasswordScene.Type(visitor, await scene.ToPassword(visitor), Password));

    [Theory, Trait("Rule", "S-58")]
    [InlineData("select")]
    [InlineData("enter6")]
    public async Task A_phone_that_is_set_up_alone_is_asked_after_the_password_and_tokens_and_audit_say_both(string mode)
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        await Ask(scene.Gateway, mode);
        var visitor = scene.Visitor();
        var number = await ToNumber(scene, visitor);
        Assert.Contains(English.SecondAsked, number.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(English.UsePassword, number.Text, StringComparison.Ordinal);
        Assert.False(PasswordScene.IsSignedIn(visitor));
        var asked = await phone.See();
        Assert.Equal(("Contoso Portal", mode), (asked.GetProperty("application").GetString(), asked.GetProperty("mode").GetString()));
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await PasswordScene.Back(visitor, await visitor.Open(
            $"/sign-in/number?request={visitor.LastRequest}&t={Visitor.Hidden(number, "t")}"));
        Assert.True(PasswordScene.IsSignedIn(visitor));
        var claims = await scene.Claims(end);
        Assert.Equal("urn:countersign:second:" + mode, claims.GetProperty("acr").GetString());
        Assert.Equal(["pwd", "mfa", "pop"], Amr(claims));
        var fact = Assert.Single(await scene.Gateway.Operator.Audit("sign_in.password"));
        Assert.Equal(
            ("not_available", "portal", "checked by here; and by the phone, " + mode),
            (fact.GetProperty("reason").GetString(), fact.GetProperty("client").GetString(), fact.GetProperty("detail").GetString()));
        Assert.EndsWith(
            "by a password and the phone",
            Assert.Single(await scene.Gateway.Operator.Audit("grant.issued")).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "S-58")]
    public async Task A_person_who_comes_back_from_the_provider_is_asked_on_the_phone_and_the_whole_request_ends_in_the_application()
    {
        await using var scene = await FederationScene.Open(provider => { provider["trusted"] = true; return provider; });
        var phone = await scene.Gateway.Activate(Fran);
        await Ask(scene.Gateway);
        var visitor = scene.Visitor();
        var number = await scene.SignIn(visitor, claims: said => said["amr"] = new System.Text.Json.Nodes.JsonArray("pwd"));
        Assert.Contains(English.SecondAsked, number.Text, StringComparison.Ordinal);
        Assert.False(scene.IsSignedIn(visitor));
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await FederationScene.Back(visitor, $"/sign-in/number?request={visitor.LastRequest}&t={Visitor.Hidden(number, "t")}");
        var claims = Jwt.Claims((await scene.Tokens(end))["id_token"]);
        Assert.Equal(["fed", "pwd", "mfa", "pop"], Amr(claims));
        Assert.Equal("urn:countersign:second:select", claims.GetProperty("acr").GetString());
        Assert.False(Assert.Single(await scene.Gateway.Operator.Audit("challenge.approved")).TryGetProperty("bypassed", out _));
        Assert.Single(await scene.Gateway.Operator.Audit("sign_in.federated"));
    }

    /// <summary>S-26: whoever has an administrator's password alone changes nothing by it; its owner does, with the phone.</summary>
    [Fact, Trait("Rule", "S-58")]
    public async Task A_password_that_must_be_changed_is_changed_when_the_phone_has_answered()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        await scene.Give(Mona, "of an administrator", mustChange: true);
        var thief = scene.Visitor();
        var shown = await thief.Follow(await Choose(scene, thief, "chosen by a thief"));
        Assert.Contains(English.SecondAsked, shown.Text, StringComparison.Ordinal);
        (await phone.Deny()).MustBe(200);
        Assert.Single(await scene.Gateway.Operator.Audit("password.set"), set => set.GetProperty("reason").GetString() == "by_administrator"
            && set.TryGetProperty("detail", out var detail) && detail.GetString() == "must be changed");

        var visitor = scene.Visitor();
        var number = await visitor.Follow(await Choose(scene, visitor, "chosen by its owner"));
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await PasswordScene.Back(visitor, await visitor.Open(
            $"/sign-in/number?request={visitor.LastRequest}&t={Visitor.Hidden(number, "t")}"));
        Assert.Equal(["pwd", "mfa", "pop"], Amr(await scene.Claims(end)));
        Assert.True(PasswordScene.IsSignedIn(visitor));
        Assert.Equal("by_user", (await scene.Gateway.Operator.Audit("password.set"))[^1].GetProperty("reason").GetString());
        var next = scene.Visitor();
        var wrong = await PasswordScene.Type(next, await scene.ToPassword(next), "chosen by a thief");
        Assert.Equal("CS2041", wrong.Code);
        var again = await next.Follow(await PasswordScene.Type(next, await scene.ToPassword(next), "chosen by its owner"));
        Assert.Contains(English.SecondAsked, again.Text, StringComparison.Ordinal);
    }

    private static async Task<Reply> Choose(PasswordScene scene, Visitor visitor, string password)
    {
        var choice = (await PasswordScene.Type(visitor, await scene.ToPassword(visitor), "of an administrator")).MustBe(200);
        return await PasswordScene.Type(visitor, choice, password, "new_password", "/password/new");
    }

    /// <summary>A true sentence, in each language, and nothing else.</summary>
    [Theory]
    [InlineData("en"), InlineData("zh-Hant"), InlineData("ko")]
    public async Task A_person_without_a_phone_reads_so_and_gets_nothing(string language)
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        await Ask(scene.Gateway);
        var texts = PageTexts.All.Single(one => one.Language == language);
        var visitor = new Visitor(scene.Gateway) { Languages = language };
        var begun = await scene.Begin(visitor);
        var form = (await visitor.Open(Visitor.LinkOn(begun, texts.ToPassword))).MustBe(200);
        var told = (await PasswordScene.Type(visitor, form, Password)).MustBe(403, "CS4058");
        Assert.Contains(texts.SecondNoPhone, told.Text, StringComparison.Ordinal);
        Assert.Contains(texts.SecondNobody, told.Text, StringComparison.Ordinal);
        Assert.Contains($">{texts.PassLink}<", told.Text, StringComparison.Ordinal);
        await scene.NobodyIsSignedIn(visitor);
    }

    /// <summary>T5: until the first factor was right, nobody learns whether there is a phone, or a person.</summary>
    [Fact, Trait("Rule", "T5")]
    public async Task Before_the_first_factor_was_right_nothing_is_told()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        await scene.Create("nora@contoso.example");   // without a phone; the names are of one length
        List<string> seen = [];
        foreach (var user in new[] { Mona, "nora@contoso.example", "noah@contoso.example" })
        {
            var visitor = scene.Visitor();
            var wrong = await PasswordScene.Type(visitor, await scene.ToPassword(visitor, user), "not the password");
            var look = wrong.MustBe(401, "CS2041").Look.Replace(user, "somebody", StringComparison.Ordinal);
            seen.Add(System.Text.RegularExpressions.Regex.Replace(look, "(ticket|request|who)(=|\" value=\")[\\w.%-]+", "$1"));   // sealed
        }

        Assert.Single(seen.Distinct());
        Assert.Equal(JsonValueKind.Null, (await phone.Waiting()).MustBe(200).Json.GetProperty("waiting").ValueKind);
    }

    /// <summary>One verification a person: a second waits its turn, and the browser tries again without the password.</summary>
    [Fact, Trait("Rule", "S-44"), Trait("Rule", "S-46")]
    public async Task While_another_sign_in_waits_no_number_is_sent_and_afterwards_one_click_sends_it()
    {
        var (scene, phone) = await Open(isEnabled: true);
        await using var _ = scene;
        var (first, second) = (scene.Visitor(), scene.Visitor());
        var shown = Visitor.NumberOn(await scene.Begin(first));
        var told = (await ToNumber(scene, second)).MustBe(200);
        Assert.Contains(English.SecondPending, told.Text, StringComparison.Ordinal);
        Assert.Equal(English.SecondTitle, Visitor.Heading(told));
        (await phone.Approve(shown)).MustBe(200);
        Assert.True((await PasswordScene.Back(first, await first.Open("/sign-in/number?request=" + first.LastRequest))).Status == 303);
        var number = await second.Follow(await second.Submit(
            "/sign-in/second", ("t", Visitor.Hidden(told, "t")!), ("request", Visitor.Hidden(told, "request")!)));
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await PasswordScene.Back(
            second, await second.Open($"/sign-in/number?request={second.LastRequest}&t={Visitor.Hidden(number, "t")}"));
        Assert.Equal(["pwd", "mfa", "pop"], Amr(await scene.Claims(end)));
    }

    [Fact]
    public async Task After_a_number_that_nobody_answered_the_page_sends_another_and_after_a_no_it_does_not()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var visitor = scene.Visitor();
        var number = await ToNumber(scene, visitor);
        var (name, request) = (Visitor.Hidden(number, "t")!, Visitor.Hidden(number, "request")!);
        scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(121));
        var over = (await visitor.Open($"/sign-in/number?request={request}&t={name}")).MustBe(200);
        Assert.Contains($">{English.SecondSend}<", over.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($">{English.NewNumber}<", over.Text, StringComparison.Ordinal);
        Visitor.NumberOn(await visitor.Follow(await visitor.Submit("/sign-in/second", ("t", name), ("request", request))));
        (await phone.Deny()).MustBe(200);
        var again = await visitor.Submit("/sign-in/second", ("t", name), ("request", request));
        Assert.Equal(English.ExpiredTitle, Visitor.Heading(again.MustBe(200)));
        Assert.Equal(JsonValueKind.Null, (await phone.Waiting()).Json.GetProperty("waiting").ValueKind);
        await scene.NobodyIsSignedIn(visitor);
    }

    /// <summary>I6: the number goes to the browser that typed the password, and its result too.</summary>
    [Fact, Trait("Rule", "I6")]
    public async Task Another_browser_has_neither_number_nor_result_nor_another_try()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var (visitor, thief) = (scene.Visitor(), scene.Visitor());
        var number = await ToNumber(scene, visitor);
        var (name, request) = (Visitor.Hidden(number, "t")!, Visitor.Hidden(number, "request")!);
        (await thief.Submit("/sign-in/second", ("t", name), ("request", request))).MustBe(303);
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var taken = await thief.Open($"/sign-in/number?request={request}&t={name}");
        Assert.DoesNotContain("class=\"number\"", taken.Text, StringComparison.Ordinal);
        Assert.False(PasswordScene.IsSignedIn(thief));
        // a form of another site sends no number
        var forged = new Visitor(scene.Gateway) { From = ("Sec-Fetch-Site", "cross-site") };
        foreach (var (key, value) in visitor.Cookies) forged.Cookies[key] = value;
        (await forged.Submit("/sign-in/second", ("t", name), ("request", request))).MustBe(403, "CS1007");
    }

    /// <summary>A sign-in by phone that waits is no first factor.</summary>
    [Fact]
    public async Task A_sign_in_that_gave_no_first_factor_gets_no_second()
    {
        var (scene, _) = await Open(isEnabled: true);
        await using var __ = scene;
        var visitor = scene.Visitor();
        var number = await scene.Begin(visitor);
        var told = await visitor.Submit(
            "/sign-in/second", ("t", Visitor.Hidden(number, "t")!), ("request", Visitor.Hidden(number, "request")!));
        Assert.Equal(English.ExpiredTitle, Visitor.Heading(told.MustBe(200)));
    }

    [Fact, Trait("Rule", "WAY-7")]
    public async Task An_application_may_ask_for_it_where_the_tenant_does_not()
    {
        await using var scene = await PasswordScene.Open(client: client => client with { AsksSecond = true });
        var phone = await scene.Gateway.Activate(Mona);
        await scene.Give(Mona, Password);
        var visitor = scene.Visitor();
        var done = await PasswordScene.Type(visitor, await scene.ToPassword(visitor, fromPortal: false), Password);
        Assert.Equal("/contoso/sign-in/done", done.MustBe(303).Header("Location"));
        var number = await ToNumber(scene, visitor);   // the session that is there does not do
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await PasswordScene.Back(
            visitor, await visitor.Open($"/sign-in/number?request={visitor.LastRequest}&t={Visitor.Hidden(number, "t")}"));
        Assert.Equal(["pwd", "mfa", "pop"], Amr(await scene.Claims(end)));
        var again = (await visitor.Open("/authorize?" + RelyingParty.Encode(scene.Portal.Request()))).MustBe(303);
        Assert.StartsWith(RelyingParty.Callback, again.Header("Location"), StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "I8")]
    public async Task Once_it_is_asked_for_sessions_and_tokens_by_a_password_alone_are_over()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        var visitor = scene.Visitor();
        var tokens = (await scene.Portal.Redeem(scene.Portal.Answer(await scene.SignIn(visitor))["code"])).MustBe(200);
        await Ask(scene.Gateway);
        (await scene.Portal.Refresh(tokens["refresh_token"])).MustBe(400);
        (await scene.Portal.UserInfo(tokens["access_token"])).MustBe(401);
        var page = await visitor.Open("/sign-in");
        Assert.Contains(English.SecondOwed, page.MustBe(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:countersign:second:select", true)]
    [InlineData("urn:countersign:number:select", false)]
    [InlineData("urn:countersign:password", false)]
    public async Task An_essential_context_is_met_by_what_there_was_or_refused(string context, bool isMet)
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var visitor = scene.Visitor();
        var claims = $$$$"""{"id_token":{"acr":{"essential":true,"value":"{{{{context}}}}"}}}""";
        var form = await scene.ToPassword(visitor, Mona, true, ("claims", claims));
        var number = await visitor.Follow(await PasswordScene.Type(visitor, form, Password));
        (await phone.Approve(Visitor.NumberOn(number))).MustBe(200);
        var end = await PasswordScene.Back(
            visitor, await visitor.Open($"/sign-in/number?request={visitor.LastRequest}&t={Visitor.Hidden(number, "t")}"));
        if (isMet) Assert.True(scene.Portal.Answer(end).ContainsKey("code"));
        else Assert.Equal("unmet_authentication_requirements", scene.Portal.Refusal(end));
    }

    // --- front ends that draw their own pages -----------------------------------------------------------------------------------

    private static string TicketOf(Reply started) => Uri.UnescapeDataString(started["url"].Split("ticket=")[1]);

    [Fact]
    public async Task A_front_end_is_answered_with_a_number_shows_it_and_collects_the_result()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var browser = scene.Gateway.Browser();
        var ticket = TicketOf((await browser.Start(Mona)).MustBe(200));
        var typed = (await browser.Send(
            HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{Password}}"}""")).MustBe(202);
        Assert.Equal(("number", "select"), (typed["result"], typed["mode"]));
        Assert.False(browser.Cookies.ContainsKey(Browser.SessionCookie));
        Assert.Equal(typed["number"], (await browser.Send(HttpMethod.Get, "/sign-in")).MustBe(200)["number"]);
        Assert.Equal(typed["number"], (await browser.Send(HttpMethod.Post, "/sign-in/second-factor")).MustBe(202)["number"]);
        (await phone.Approve(typed["number"])).MustBe(200);
        var redeemed = (await browser.Redeem()).MustBe(200);
        Assert.Equal("urn:countersign:second:select", redeemed["acr"]);
        Assert.Equal(["pwd", "mfa", "pop"], redeemed.Json.GetProperty("amr").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal(0, redeemed.Json.GetProperty("bypassed").GetArrayLength());
    }

    [Fact]
    public async Task A_front_end_hears_why_no_number_was_sent_and_sends_one_later()
    {
        var (scene, phone) = await Open(isEnabled: true);
        await using var _ = scene;
        var (other, browser) = (scene.Gateway.Browser(), scene.Gateway.Browser());
        await other.Prompt(Mona);
        var ticket = TicketOf((await browser.Start(Mona)).MustBe(200));
        var typed = await browser.Send(
            HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{Password}}"}""");
        Assert.Equal("120", typed.MustBe(429, "CS5003").Header("Retry-After"));
        (await phone.Deny()).MustBe(200);
        (await phone.Approve((await browser.Send(HttpMethod.Post, "/sign-in/second-factor")).MustBe(202)["number"])).MustBe(200);
        (await browser.Redeem()).MustBe(200);
        (await browser.Send(HttpMethod.Post, "/sign-in/second-factor")).MustBe(404, "CS4001");
        (await scene.Gateway.Browser().Send(HttpMethod.Post, "/sign-in/second-factor")).MustBe(404, "CS4001");
    }

    /// <summary>A2: or the phone would show a sign-in for nobody in particular, and it would be the application's.</summary>
    [Fact]
    public async Task A_front_end_sends_no_number_for_a_first_factor_that_was_given_for_an_application()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var visitor = scene.Visitor();
        var number = await ToNumber(scene, visitor);
        scene.Gateway.Clock.Advance(TimeSpan.FromSeconds(121));
        var again = await visitor.Submit("/v1/sign-in/second-factor?t=" + Visitor.Hidden(number, "t"), "", null);
        Assert.Equal((404, "CS4001"), (again.Status, again.Code));
        Assert.Equal(JsonValueKind.Null, (await phone.Waiting()).MustBe(200).Json.GetProperty("waiting").ValueKind);
    }

    [Fact]
    public async Task A_front_end_hears_that_there_is_no_phone()
    {
        await using var scene = await PasswordScene.Open();
        await scene.Create();
        await Ask(scene.Gateway);
        var browser = scene.Gateway.Browser();
        var ticket = TicketOf((await browser.Start(Mona)).MustBe(200));
        (await browser.Send(HttpMethod.Post, "/sign-in/password", $$"""{"ticket":"{{ticket}}","password":"{{Password}}"}"""))
            .MustBe(403, "CS4058");
        Assert.False(browser.Cookies.ContainsKey(Browser.SessionCookie));
    }

    [Fact]
    public async Task Two_front_ends_of_one_browser_have_each_their_own_by_name()
    {
        var (scene, phone) = await Open();
        await using var _ = scene;
        var browser = scene.Gateway.Browser();
        var name = new string('a', 32);
        var ticket = TicketOf((await browser.Start(Mona)).MustBe(200));
        var typed = (await browser.Send(
            HttpMethod.Post, "/sign-in/password?t=" + name, $$"""{"ticket":"{{ticket}}","password":"{{Password}}"}""")).MustBe(202);
        (await browser.Send(HttpMethod.Get, "/sign-in")).MustBe(404, "CS4001");
        Assert.Equal(typed["number"], (await browser.Send(HttpMethod.Get, "/sign-in?t=" + name)).MustBe(200)["number"]);
        (await browser.Send(HttpMethod.Post, "/sign-in/password?t=short", "{}")).MustBe(400, "CS1000");
        (await phone.Approve(typed["number"])).MustBe(200);
        (await browser.Send(HttpMethod.Post, "/sign-in/redeem?t=" + name)).MustBe(200);
    }

    [Fact]
    public async Task The_setting_is_told_and_taken_and_its_absence_turns_it_off()
    {
        await using var gateway = await RunningGateway.Furnished();
        var shown = (await gateway.Admin(HttpMethod.Get, "contoso/settings")).MustBe(200);
        var body = System.Text.Json.Nodes.JsonNode.Parse(shown.Text)!.AsObject();
        Assert.False(body["second_factor"]!.GetValue<bool>());
        body["second_factor"] = true;
        Assert.True((await gateway.Admin(HttpMethod.Put, "contoso/settings", body.ToJsonString())).MustBe(200)
            .Json.GetProperty("second_factor").GetBoolean());
        body.Remove("second_factor");
        Assert.False((await gateway.Admin(HttpMethod.Put, "contoso/settings", body.ToJsonString())).MustBe(200)
            .Json.GetProperty("second_factor").GetBoolean());
    }
}
