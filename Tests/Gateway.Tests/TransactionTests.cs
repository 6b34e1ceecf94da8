using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Tests;

/// <summary>I6: several tabs of one browser, each with a sign-in of its own; an application gets the person who approved its own.</summary>
public sealed class TransactionTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    /// <summary>
    /// Number of tabs; whether their people, applications and tenants differ; whether the last tab is nobody's; the order of approvals.
    /// </summary>
    public static TheoryData<int, bool, bool, bool, bool, string> Cases() =>
    [
        .. from tabs in (int[])[2, 3, 4]
           from people in Either
           from applications in Either
           from tenants in Either
           from isLastOurs in Either
           from order in (string[])["forward", "backward", "middle first"]
           where tabs > 2 || order != "middle first"
           select new TheoryDataRow<int, bool, bool, bool, bool, string>(tabs, people, applications, tenants, isLastOurs, order),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task I_6_Each_tab_gives_its_application_the_person_who_approved_it(
        int count, bool differentPeople, bool differentApplications, bool differentTenants, bool isLastOurs, string order)
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateTenant("fabrikam");
        await gateway.Operator.AllowEveryone("fabrikam");
        var browser = new Visitor(gateway);
        List<(Tab Tab, RelyingParty? Application, Handset Phone)> tabs = [];
        for (var place = 0; place < count; place++)
        {
            var tenant = differentTenants && place % 2 == 1 ? "fabrikam" : "contoso";
            var user = differentPeople ? $"person{place}@contoso.example" : Ada;
            var phone = tabs.FirstOrDefault(tab => tab.Phone.User == user && tab.Phone.Tenant == tenant).Phone
                ?? await gateway.Enrol(user, tenant);
            var id = differentApplications ? $"app{place}" : "app";
            var application = isLastOurs && place == count - 1 ? null
                : tabs.Select(tab => tab.Application).FirstOrDefault(known => known?.Id == id && known.Tenant == tenant)
                ?? await RelyingParty.WithSecret(gateway, id, tenant: tenant);
            var tab = await (await new Tab(browser.At(tenant), application).Open()).Type(user);
            tabs.Add((tab, application, phone));
        }

        // Of one person's tabs the last has the number; a fourth for another application would be one prompt too many.
        var waiting = tabs.Where(tab => tab.Tab.HasNumber).GroupBy(tab => tab.Phone).Select(same => same.Last()).ToHashSet();
        foreach (var (tab, application, phone) in InOrder(tabs, order))
        {
            if (!tab.HasNumber) continue;
            await tab.Reload();
            if (!waiting.Contains((tab, application, phone)))
            {
                Assert.Equal(English.ReplacedTitle, Visitor.Heading(tab.Page!));
                Assert.Null(tab.Code());
                continue;
            }

            Assert.Equal(phone.User, tab.Account);
            (await phone.Approve(tab.Number())).MustBe(200);
            await tab.Reload();
            if (application is null) Assert.Contains($"<strong>{phone.User}</strong>", tab.Page!.MustBe(200).Text);
            else await Gets(application, phone.User, tab.Code()!);
        }
    }

    [Theory]
    [InlineData("login_hint", Ada)]
    [InlineData("prompt", "login")]
    [InlineData("prompt", "select_account")]
    [InlineData("max_age", "0")]
    [InlineData("state", "s")]
    public async Task I_6_Whoever_signs_in_elsewhere_meanwhile_the_person_who_was_asked_answers(string name, string value)
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, bob, browser) = (await gateway.Enrol(Ada), await gateway.Enrol(Bob), new Visitor(gateway));
        var first = await (await new Tab(browser, portal).Open((name, value))).Type(Ada);
        var second = await (await new Tab(browser).Open()).Type(Bob);
        (await bob.Approve(second.Number())).MustBe(200);
        await second.Reload();
        (await ada.Approve((await first.Reload()).Number())).MustBe(200);
        await Gets(portal, Ada, (await first.Reload()).Code()!);
        Assert.Equal([Ada], (await gateway.Operator.Audit("grant.issued")).Select(fact => fact.GetProperty("user").GetString()));
    }

    [Fact]
    public async Task I_6_Between_the_number_and_the_way_back_another_tab_changes_nothing()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var (ada, bob, browser) = (await gateway.Enrol(Ada), await gateway.Enrol(Bob), new Visitor(gateway));
        var (first, second) = (await (await new Tab(browser, portal).Open()).Type(Ada), await (await new Tab(browser).Open()).Type(Bob));
        (await ada.Approve(first.Number())).MustBe(200);
        (await bob.Approve(second.Number())).MustBe(200);
        var onward = (await browser.Open(first.Address)).MustBe(303).Header("Location")!;
        await second.Reload();
        await Gets(portal, Ada, portal.Answer(await browser.Open(onward))["code"]);
    }

    [Fact]
    public async Task I_6_A_sign_in_that_was_begun_for_one_request_completes_no_other()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (portal, evil) = (await RelyingParty.WithSecret(gateway), await RelyingParty.WithSecret(gateway, "evil"));
        var (ada, browser) = (await gateway.Enrol(Ada), new Visitor(gateway));
        var tab = await (await new Tab(browser, portal).Open()).Type(Ada);
        (await ada.Approve(tab.Number())).MustBe(200);
        var (address, other) = (tab.Address, await evil.Begin(null));
        var swapped = address.Replace(Part(address, "request"), other, StringComparison.Ordinal);
        Assert.Equal(English.ReplacedTitle, Visitor.Heading(await browser.Open(swapped)));
        var asked = await browser.Open($"/authorize/continue?request={other}&t={Part(address, "t")}");
        Assert.StartsWith("/contoso/sign-in/number?", asked.MustBe(303).Header("Location"));
        await Gets(portal, Ada, (await tab.Reload()).Code()!);
    }

    [Fact]
    public async Task A_session_that_turns_up_meanwhile_answers_only_a_request_that_allows_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var bob = await gateway.Enrol(Bob);
        var (open, hinted) = (await portal.Begin(null), await portal.Begin(null, ("login_hint", Ada)));
        var browser = await gateway.SignIn(bob);
        await Gets(portal, Bob, portal.Answer(await portal.Continue(browser, open))["code"]);
        Assert.StartsWith("/contoso/sign-in?request=", (await portal.Continue(browser, hinted)).MustBe(303).Header("Location"));
        await portal.Begin(browser, ("login_hint", Ada));
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(browser, ("login_hint", Ada), ("prompt", "none"))));
        await Gets(portal, Bob, await portal.Code(browser, ("login_hint", " BOB@contoso.example"), ("prompt", "none")));
    }

    [Fact]
    public async Task I_6_What_the_phone_shows_is_what_is_signed_in_to()
    {
        await using var gateway = await RunningGateway.Furnished();
        var portal = await RelyingParty.WithSecret(gateway);
        var wiki = await RelyingParty.WithSecret(gateway, "wiki", client => client with { Name = "Wiki" });
        var (ada, browser) = (await gateway.Enrol(Ada), new Visitor(gateway));
        var first = await (await new Tab(browser, portal).Open()).Type(Ada);
        var (seen, number) = (await ada.See(), first.Number());
        var second = await (await new Tab(browser, wiki).Open()).Type(Ada);
        var tooLate = ada.Sign(ada.Statement(seen, Decision.Approve, number));
        (await ada.Answer(tooLate)).MustBe(409, "CS4016");   // the phone hears that it ended, and that nobody was signed in
        Assert.Equal("Wiki", (await ada.See()).GetProperty("application").GetString());
        (await ada.Approve(second.Number())).MustBe(200);
        Assert.Null((await first.Reload()).Code());
        Assert.Equal(English.ReplacedTitle, Visitor.Heading(first.Page!));
        await Gets(wiki, Ada, (await second.Reload()).Code()!);
    }

    [Fact]
    public async Task I_17_The_oldest_of_nine_sign_ins_ends_and_its_page_says_so()
    {
        await using var gateway = await RunningGateway.Furnished();
        var browser = new Visitor(gateway);
        List<(Tab Tab, Handset Phone)> tabs = [];
        for (var place = 0; place < 9; place++)
        {
            var phone = await gateway.Enrol($"person{place}@contoso.example");
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
            tabs.Add((await (await new Tab(browser).Open()).Type(phone.User), phone));
        }

        Assert.Equal(8, browser.Cookies.Count);
        Assert.Equal(English.ReplacedTitle, Visitor.Heading((await tabs[0].Tab.Reload()).Page!.MustBe(200)));
        Assert.Equal("""{"waiting":null}""", (await tabs[0].Phone.Waiting()).Text);
        foreach (var (tab, phone) in tabs.Skip(1)) Assert.Equal(phone.User, (await tab.Reload()).Account);
    }

    [Fact]
    public async Task A_front_end_that_begins_again_leaves_no_phone_asked_in_vain()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob, browser) = (await gateway.Enrol(Ada), await gateway.Enrol(Bob), gateway.Browser());
        await browser.Prompt(Ada);
        (await bob.Approve(await browser.Prompt(Bob))).MustBe(200);
        Assert.Equal("""{"waiting":null}""", (await ada.Waiting()).Text);
        Assert.Equal(Bob, (await browser.Redeem()).MustBe(200)["user_name"]);
    }

    [Fact]
    public async Task A_front_end_can_give_its_sign_ins_names_and_have_several()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, bob, browser) = (await gateway.Enrol(Ada), await gateway.Enrol(Bob), gateway.Browser());
        var (hers, his) = ("?t=" + new string('a', 32), "?t=" + new string('b', 32));
        (await Start(browser, hers, Ada)).MustBe(200);
        (await bob.Approve((await Start(browser, his, Bob)).MustBe(200)["number"])).MustBe(200);
        (await ada.Approve((await browser.Send(HttpMethod.Get, "/sign-in" + hers)).MustBe(200)["number"])).MustBe(200);
        Assert.Equal(Ada, (await browser.Send(HttpMethod.Post, "/sign-in/redeem" + hers)).MustBe(200)["user_name"]);
        Assert.Equal(Bob, (await browser.Send(HttpMethod.Post, "/sign-in/redeem" + his)).MustBe(200)["user_name"]);
        (await browser.Observe()).MustBe(404, "CS4001");
        (await Start(browser, "?t=A", Ada)).MustBe(400, "CS1000");
    }

    [Fact]
    public async Task The_name_is_shown_with_every_outcome_and_kept_when_the_person_starts_again()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, browser) = (await gateway.Enrol(Ada), new Visitor(gateway));
        (string, Func<Tab, Task>)[] ends =
        [
            (English.DeniedTitle, async _ => (await ada.Deny()).MustBe(200)),
            (English.CancelledTitle, tab => tab.Press("cancel")),
            (English.ExpiredTitle, _ => Later(gateway, 120)),
        ];
        foreach (var (title, end) in ends)
        {
            var tab = await (await new Tab(browser).Open()).Type(Ada);
            Assert.Equal(Ada, tab.Account);
            await end(tab);
            if (title != English.CancelledTitle) await tab.Reload();
            Assert.Equal((title, Ada), (Visitor.Heading(tab.Page!), tab.Account));
            await tab.Go(Visitor.LinkOn(tab.Page!, English.StartAgain));
            Assert.Contains($"value=\"{Ada}\"", tab.Page!.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(300.0, true), InlineData(300.001, false), InlineData(310.0, false)]
    public async Task Approved_and_collected_too_late_is_one_answer_everywhere(double seconds, bool isKept)
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, visitor, browser) = (await gateway.Enrol(Ada), new Visitor(gateway), gateway.Browser());
        var tab = await (await new Tab(visitor).Open()).Type(Ada);
        foreach (var (name, value) in visitor.Cookies) browser.Cookies[name] = value;
        var named = "?t=" + Visitor.Hidden(tab.Page!, "t");
        (await ada.Approve(tab.Number())).MustBe(200);
        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        (await browser.Send(HttpMethod.Get, "/sign-in" + named)).MustBe(isKept ? 200 : 404);
        if (isKept) return;
        (await browser.Send(HttpMethod.Post, "/sign-in/redeem" + named)).MustBe(404, "CS4001");
        foreach (var texts in PageTexts.All)
        {
            var other = new Visitor(gateway) { Languages = texts.Language };
            foreach (var (name, value) in visitor.Cookies) other.Cookies[name] = value;
            var page = (await other.Open(tab.Address)).MustBe(200);
            Assert.Contains(texts.Late, System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        }
    }

    private static Task Later(RunningGateway gateway, double seconds)
    {
        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }

    private static bool[] Either => [true, false];

    private static IEnumerable<T> InOrder<T>(List<T> tabs, string order) => order switch
    {
        "forward" => tabs,
        "backward" => Enumerable.Reverse(tabs),
        _ => [.. tabs.Skip(1), tabs[0]],
    };

    private static Task<Reply> Start(Browser browser, string name, string user) =>
        browser.Send(HttpMethod.Post, "/sign-in" + name, $$"""{"user_name":"{{user}}"}""");

    private static async Task Gets(RelyingParty application, string user, string code)
    {
        var tokens = (await application.Redeem(code)).MustBe(200);
        Assert.Equal(user, Jwt.Claims(tokens["id_token"]).GetProperty("preferred_username").GetString());
    }

    private static string Part(string address, string name) => RelyingParty.Decode(address.Split('?')[1])[name];
}
