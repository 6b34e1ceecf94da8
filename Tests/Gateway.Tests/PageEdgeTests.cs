using System.Text.RegularExpressions;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Tests;

/// <summary>
/// The pages' dealings with the outside: who may post, in which language, from whom and to where, and what hostile text becomes.
/// </summary>
public sealed class PageEdgeTests
{
    private const string Ada = "ada@contoso.example";
    private const string Request = "a-sealed-text_1";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");
    private static readonly Visit Portal = new(
        "Käse & <b>Co</b>", "portal", Ada, [], "/contoso/authorize?request=x&go=1", "/contoso/authorize?request=x&leave=1");

    [Theory]
    [InlineData(null, null)]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://portal.example")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task T_18_A_form_is_taken_only_from_a_page_of_this_service(string? header, string? value)
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { AllowedOrigins = ["https://portal.example"] });
        var ada = await gateway.Enrol(Ada);
        var waiting = new Visitor(gateway);
        await waiting.SignIn(Ada);
        var before = await Rows.Of(gateway.Store);
        var other = new Visitor(gateway) { From = header is null ? null : (header, value!) };
        foreach (var (name, secret) in waiting.Cookies) other.Cookies[name] = secret;
        (string, (string, string))[] forms =
            [("/sign-in", ("user_name", "bob@contoso.example")), ("/sign-in/leave", ("how", "cancel")), ("/sign-in/sign-out", ("x", ""))];
        foreach (var (page, field) in forms)
        {
            var refused = (await other.Submit(page, field)).MustBe(403, "CS1007");
            Assert.True(refused.IsPage);
            Assert.Empty(refused.SetCookies);
        }

        Assert.Equal(before, await Rows.Of(gateway.Store));
        await ada.See();
    }

    [Fact]
    public async Task T_18_The_origin_alone_or_the_configured_one_is_enough()
    {
        const string Public = "https://sign-in.example";
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Origin = Public });
        foreach (var (origin, user) in new[] { (gateway.Url, Ada), (Public, "bob@contoso.example") })
            (await new Visitor(gateway) { From = ("Origin", origin) }.Submit("/sign-in", ("user_name", user))).MustBe(303);
    }

    [Theory]
    [InlineData("user_name=a%40b.example&user_name=a%40b.example", "CS1000")]
    [InlineData("user_name=a%00%40b.example", "CS1000")]
    [InlineData("user_name=a%0d%0aSet-Cookie:x%40b.example", "CS1000")]
    [InlineData("user_name=%E2%80", "CS1000")]
    [InlineData("user_name=%", "CS1000")]
    [InlineData("user_name=%4", "CS1000")]
    [InlineData("user_name=%zz", "CS1000")]
    [InlineData("user_name", "CS1000")]
    [InlineData("=x", "CS1000")]
    [InlineData("&", "CS1000")]
    [InlineData("user_name=\u00e4", "CS1000")]
    [InlineData("user_name=a%40b.example&attempt=short", "CS1000")]
    [InlineData("a=&b=&c=&d=&e=&f=&g=&h=&i=&j=&k=&l=&m=&n=&o=&p=&q=", "CS1000")]
    [InlineData("user_name=a%40b.example&request=x", "CS1000")]
    [InlineData("user_name=%E2%80%AEada%40contoso.example", "CS1003")]
    [InlineData("", "CS1003")]
    public async Task F_17_A_malformed_form_is_refused_with_a_page(string body, string code)
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.True((await new Visitor(gateway).Submit("/sign-in", body)).MustBe(400, code).IsPage);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData(null)]
    public async Task F_17_Only_a_form_is_taken(string? type)
    {
        await using var gateway = await RunningGateway.Furnished();
        (await new Visitor(gateway).Submit("/sign-in", "user_name=a%40b.example", type)).MustBe(415, "CS1002");
    }

    [Fact]
    public async Task T_27_A_form_is_bounded_and_an_unknown_field_is_passed_over()
    {
        await using var gateway = await RunningGateway.Furnished();
        var visitor = new Visitor(gateway);
        (await visitor.Submit("/sign-in", ("user_name", Ada), ("extension", "x"))).MustBe(303);
        (await visitor.Submit("/sign-in", "user_name=" + new string('a', 16 * 1024))).MustBe(413, "CS1001");   // and the connection ends
    }

    [Fact]
    public async Task T_2_Too_many_attempts_from_one_place_get_a_page_that_says_when_to_go_on()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { Unthrottled = [] });
        for (var start = 0; start < 30; start++) (await new Visitor(gateway).SignIn(Ada)).MustBe(200);
        var refused = (await new Visitor(gateway).SignIn(Ada)).MustBe(429, "CS5002");
        Assert.Equal((English.BusyTitle, "60"), (Visitor.Heading(refused), refused.Header("Retry-After")));
    }

    [Fact]
    public async Task Trouble_is_a_page_too_and_is_counted()
    {
        var store = new FailingStore(InMemory.Store(isExclusive: true));
        await using var gateway = await RunningGateway.Furnished(store: store);
        await gateway.Enrol(Ada);
        Assert.Equal(English.WrongTitle, Visitor.Heading((await new Visitor(gateway, "nowhere").Open()).MustBe(404, "CS2001")));
        Assert.Equal(English.WrongTitle, Visitor.Heading((await new Visitor(gateway, "NOWHERE").Open()).MustBe(404, "CS2001")));
        (await new Visitor(gateway).Open("/sign-in?request=a&request=b")).MustBe(400, "CS1000");
        store.IsAway = true;
        var away = (await new Visitor(gateway).SignIn(Ada)).MustBe(503, "CS5001");
        Assert.Equal((English.LaterTitle, "1"), (Visitor.Heading(away), away.Header("Retry-After")));
        Assert.Contains("countersign_refusals_total{code=\"CS2001\"} 2", (await gateway.Get(gateway.AdminUrl + "/metrics"))
            .Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hant")]
    [InlineData("zh-HK", "zh-Hant")]
    [InlineData("zh-MO", "zh-Hant")]
    [InlineData("zh-hant-CN", "zh-Hant")]
    [InlineData("zh-CN,zh;q=0.9", "en")]
    [InlineData("zh-CN,zh;q=0.9,ko;q=0.8", "ko")]
    [InlineData("zh-Hans-TW", "en")]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "ko")]
    [InlineData("kok-IN", "en")]
    [InlineData("fr-FR,fr;q=0.9,ko;q=0.2,en;q=0.1", "ko")]
    [InlineData("en;q=0.5,ko;q=0.6", "ko")]
    [InlineData("ko;q=0,de", "en")]
    [InlineData("*", "en")]
    [InlineData(";;;=", "en")]
    [InlineData(null, "en")]
    public async Task The_page_is_in_the_language_the_browser_prefers(string? accepted, string language)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = (await new Visitor(gateway) { Languages = accepted }.Open()).MustBe(200);
        Assert.Contains($"<html lang=\"{language}\">", page.Text, StringComparison.Ordinal);
        Assert.Equal(language, page.Header("Content-Language"));
        Assert.Equal(PageTexts.All.Single(texts => texts.Language == language).SignIn, Visitor.Heading(page));
    }

    [Theory]
    [InlineData("fr ko-KR en", "ko")]
    [InlineData("fr de", "zh-Hant")]
    public async Task What_the_client_asked_for_goes_before_the_browsers_language(string locales, string language)
    {
        await using var gateway =
            await RunningGateway.Furnished(visits: new OneVisit(Request, Portal with { UiLocales = locales.Split(' ') }));
        var page = (await new Visitor(gateway) { Languages = "zh-TW" }.Open("/sign-in?request=" + Request)).MustBe(200);
        Assert.Contains($"<html lang=\"{language}\">", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/fabrikam-payroll/sign-in")]
    [InlineData("/fabrikam-payroll/sign-in/number")]
    [InlineData("/fabrikam-payroll/device")]
    [InlineData("/contoso/nothing/here")]
    [InlineData("/favicon.ico")]
    [InlineData("//fabrikam.example")]
    public async Task An_address_that_leads_nowhere_is_a_page_with_a_neutral_brand(string path)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = await OpenedByAPerson(gateway, path);
        Assert.Equal((404, true), (page.Status, page.IsPage));
        Assert.Contains("<p>Countersign</p>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fabrikam", page.Text, StringComparison.Ordinal);
        Assert.Contains(PageTexts.All[0].WrongTenant, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_name_alone_leads_to_its_sign_in_and_programs_are_answered_as_ever()
    {
        await using var gateway = await RunningGateway.Furnished();
        Assert.Equal("/contoso/sign-in", (await OpenedByAPerson(gateway, "/contoso")).MustBe(303).Header("Location"));
        Assert.Equal("/contoso/sign-in", (await OpenedByAPerson(gateway, "/contoso/")).MustBe(303).Header("Location"));
        foreach (var path in new[] { "/", "/contoso", "/contoso/nothing" })
            Assert.True((await gateway.Get(gateway.Url + path)).MustBe(404, "CS1004").IsProblem);
    }

    private static Task<Reply> OpenedByAPerson(RunningGateway gateway, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, gateway.Url + path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        return Browser.Read(gateway.Client, request);
    }

    [Fact]
    public void A_title_does_not_break_at_a_hyphen()
    {
        foreach (var title in typeof(PageTexts).GetProperties().Where(text => text.Name.EndsWith("Title", StringComparison.Ordinal)))
            Assert.All(PageTexts.All, texts => Assert.DoesNotMatch(@"\w-\w", (string)title.GetValue(texts)!));
        Assert.All(PageTexts.All, texts => Assert.DoesNotMatch(@"\w-\w", texts.SignIn));
    }

    [Fact]
    public void No_text_calls_a_pass_a_password_and_nobody_can_misread_whose_account_a_code_signs_in()
    {
        Assert.Contains("臨時通行碼", Language("zh-Hant").AskAdministrator, StringComparison.Ordinal);
        Assert.DoesNotContain("臨時存取密碼", Language("zh-Hant").AskAdministrator, StringComparison.Ordinal);
        Assert.EndsWith(
            "누군가가 보낸 코드라면, 그 사람이 회원님의 계정으로 로그인하게 됩니다.", Language("ko").DeviceWarning, StringComparison.Ordinal);
    }

    private static PageTexts Language(string tag) => PageTexts.All.Single(texts => texts.Language == tag);

    [Fact]
    public void No_text_is_missing_in_a_language_or_left_in_another()
    {
        string[] alike = [nameof(PageTexts.Language)];
        foreach (var text in typeof(PageTexts).GetProperties().Where(property => property.PropertyType == typeof(string)))
        {
            var said = PageTexts.All.Select(texts => (string)text.GetValue(texts)!).ToArray();
            Assert.All(said, value => Assert.False(string.IsNullOrWhiteSpace(value), text.Name));
            Assert.True(said.Distinct().Count() == said.Length, text.Name + " is the same in two languages");
            Assert.All(said, value =>
                Assert.Equal(said[0].Contains("{0}", StringComparison.Ordinal), value.Contains("{0}", StringComparison.Ordinal)));
            if (!alike.Contains(text.Name)) Assert.All(said[1..], value => Assert.Contains(value, c => c > 0x2E80));
        }

        Assert.Equal(["en", "zh-Hant", "ko"], PageTexts.All.Select(texts => texts.Language));
    }

    [Fact]
    public async Task A_visit_names_the_client_fills_in_the_hint_and_is_passed_on_to_its_end()
    {
        await using var gateway = await RunningGateway.Furnished(visits: new OneVisit(Request, Portal));
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var form = (await visitor.Open("/sign-in?request=" + Request)).MustBe(200);
        Assert.Contains($"value=\"{Ada}\"", form.Text, StringComparison.Ordinal);
        Assert.Contains("<bdi>Käse &amp; &lt;b&gt;Co&lt;/b&gt;</bdi>", form.Text, StringComparison.Ordinal);
        Assert.Equal(Portal.LeaveTo, Visitor.LinkOn(form, "Back to " + Portal.Application));

        var number = Visitor.NumberOn(await visitor.SignIn(Ada, "/sign-in?request=" + Request));
        var seen = await ada.See();
        Assert.Equal((Portal.Application, "portal"), (seen.GetProperty("application").GetString(), seen.GetProperty("client").GetString()));
        (await ada.Approve(number)).MustBe(200);
        Assert.Equal(Portal.ContinueTo, (await visitor.Open("/sign-in/number?request=" + Request)).MustBe(303).Header("Location"));
        // signed in already
        Assert.Equal(Portal.ContinueTo, (await visitor.Open("/sign-in/number?request=" + Request)).MustBe(303).Header("Location"));
    }

    [Fact]
    public async Task Who_leaves_a_visit_is_shown_the_way_back_to_the_client()
    {
        await using var gateway = await RunningGateway.Furnished(visits: new OneVisit(Request, Portal));
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        await visitor.SignIn(Ada, "/sign-in?request=" + Request);
        var left = (await visitor.Submit("/sign-in/leave", ("how", "cancel"), ("request", Request))).MustBe(200);
        Assert.Equal(Portal.LeaveTo, Visitor.LinkOn(left, "Back to " + Portal.Application));
        Assert.StartsWith("/contoso/sign-in?request=" + Request + "&who=", Visitor.LinkOn(left, English.StartAgain));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/number")]
    [InlineData("/sign-in/done")]
    public async Task A_request_that_is_not_good_any_more_is_told_so(string page)
    {
        await using var gateway = await RunningGateway.Furnished();
        var refused = (await new Visitor(gateway).Open(page + "?request=whatever")).MustBe(400, "CS1000");
        Assert.Equal(English.LinkTitle, Visitor.Heading(refused));
        Assert.DoesNotContain("whatever", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("")]
    public async Task T_17_Nobody_is_sent_to_another_host(string elsewhere)
    {
        await using var gateway = await RunningGateway.Furnished(visits: new OneVisit(Request, Portal with { ContinueTo = elsewhere }));
        var ada = await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        (await ada.Approve(Visitor.NumberOn(await visitor.SignIn(Ada, "/sign-in?request=" + Request)))).MustBe(200);
        Assert.Null((await visitor.Open("/sign-in/number?request=" + Request)).MustBe(500, "CS5000").Header("Location"));
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>@b.example")]
    [InlineData("' onfocus='x' <!-- @b.example")]
    [InlineData("&lt;b&gt;")]
    [InlineData("</title></head><svg/onload=x>")]
    public async Task What_was_typed_comes_back_as_text_and_nothing_else(string hostile)
    {
        await using var gateway = await RunningGateway.Furnished();
        var page = (await new Visitor(gateway).Submit("/sign-in", ("user_name", hostile))).MustBe(400, "CS1003");
        Assert.DoesNotContain(hostile, page.Text, StringComparison.Ordinal);
        Assert.Equal(0, Occurrences(page.Text, "<script") + Occurrences(page.Text, "<svg/"));
        Assert.Contains($"value=\"{hostile}\"", System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_in_line_and_the_waiting_page_goes_on_without_script_too()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Enrol(Ada);
        var visitor = new Visitor(gateway);
        var page = (await visitor.SignIn(Ada)).MustBe(200);
        Assert.Contains("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-state=\"/contoso/v1/sign-in\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, Occurrences(page.Text, " style=") + Occurrences(page.Text, "<style"));
        Assert.DoesNotMatch("\\son[a-z]+\\s*=", page.Text);
        var script = Regex.Match(page.Text, "<script src=\"(/assets/sign-in\\.[A-Za-z0-9_-]{16}\\.js)\" defer></script>").Groups[1].Value;
        Assert.StartsWith(
            "text/javascript", (await gateway.Get(gateway.Url + script)).MustBe(200).Header("Content-Type"), StringComparison.Ordinal);
        (await gateway.Get(gateway.Url + "/assets/sign-in.0000000000000000.js")).MustBe(404, "CS1004");
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
