using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.Tests.Standing;

/// <summary>What the person sees and may do whose session does not stand any more, or was begun a while ago.</summary>
public sealed class SessionStandingTests
{
    private const string Ada = "ada@contoso.example";

    private static readonly (string What, string Says, bool CanSignIn, Func<RunningGateway, Handset, Task> Happens)[] Losses =
    [
        ("locked", "phone sign-in is locked", false, Lock),
        ("excluded", "your organisation\u2019s policy does not let this account", false,
            (gateway, _) => gateway.Operator.AllowOnly("contoso", "bob@contoso.example")),
        ("phone removed", "was removed, or phone sign-in was switched off", true,
            (gateway, phone) => gateway.Operator.RemoveMethod("contoso", Ada, phone.Device)),
        ("switched off", "was removed, or phone sign-in was switched off", true, async (_, phone) => (await phone.Disable()).MustBe(204)),
        ("harder number", "a number that is harder to guess", true,
            (gateway, _) => gateway.Operator.Configure("contoso", settings => settings with { NumberMode = NumberMode.Enter6 })),
    ];

    public static TheoryData<string> Every => [.. Losses.Select(loss => loss.What)];

    [Theory, MemberData(nameof(Every)), Trait("Rule", "I8")]
    public async Task Whose_session_does_not_stand_any_more_reads_why_and_gets_no_code_that_is_good_for_nothing(string what)
    {
        var (_, says, canSignIn, happens) = Losses.Single(loss => loss.What == what);
        await using var gateway = await RunningGateway.Furnished();
        var (portal, first, second) = (await RelyingParty.WithSecret(gateway), await gateway.Enrol(Ada), await gateway.Enrol(Ada));
        var browser = await gateway.SignIn(first);
        await happens(gateway, first);
        Assert.Equal("login_required", portal.Refusal(await portal.Authorize(browser, ("prompt", "none"))));
        var request = await portal.Begin(browser);
        var page = (await portal.Get(browser, "/sign-in?request=" + request)).MustBe(200);
        Assert.Contains(says, System.Net.WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"why\"", (await portal.Get(null, "/sign-in?request=" + request)).Text, StringComparison.Ordinal);
        if (!canSignIn) return;
        var again = await gateway.SignIn(second);
        (await portal.Redeem(portal.Answer(await portal.Continue(again, request))["code"])).MustBe(200);
    }

    [Fact, Trait("Rule", "A9")]
    public async Task Methods_are_changed_within_five_minutes_of_a_sign_in_by_phone_and_not_later()
    {
        await using var gateway = await RunningGateway.Furnished();
        var (ada, other) = (await gateway.Enrol(Ada), await gateway.Enrol(Ada));
        var browser = await gateway.SignIn(ada);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        (await browser.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await browser.Send(HttpMethod.Post, "/security-info/methods")).MustBe(403, "CS2009");
        (await browser.Send(HttpMethod.Delete, "/security-info/methods/" + other.Device)).MustBe(403, "CS2009");
        (await browser.Send(HttpMethod.Get, "/security-info")).MustBe(200);
        (await (await gateway.SignIn(ada)).Send(HttpMethod.Delete, "/security-info/methods/" + other.Device)).MustBe(204);
    }

    [Fact, Trait("Rule", "A9")]
    public async Task A_session_from_a_pass_changes_methods_as_long_as_it_lasts()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var browser = gateway.Browser();
        browser.Cookies[Browser.SessionCookie] = await gateway.Operator.Session("contoso", Ada);
        gateway.Clock.Advance(TimeSpan.FromMinutes(59));
        (await browser.Send(HttpMethod.Post, "/security-info/methods")).MustBe(201);
        (await browser.Send(HttpMethod.Delete, "/security-info/methods/" + ada.Device)).MustBe(204);
    }

    [Fact, Trait("Rule", "I7")]
    public async Task A_code_to_activate_a_phone_ends_with_the_phone_whose_session_asked_for_it()
    {
        await using var gateway = await RunningGateway.Furnished();
        var ada = await gateway.Enrol(Ada);
        var code = (await (await gateway.SignIn(ada)).Send(HttpMethod.Post, "/security-info/methods")).MustBe(201)["activation_code"];
        await gateway.Operator.RemoveMethod("contoso", Ada, ada.Device);
        (await gateway.Handset(Ada).Activate(code)).MustBe(400, "CS2005");
    }

    [Theory, InlineData(true), InlineData(false), Trait("Rule", "I18")]
    public async Task Signing_out_everywhere_is_recorded_once_with_who_did_it(bool isByAdministrator)
    {
        await using var gateway = await RunningGateway.Furnished();
        var browser = await gateway.SignIn(await gateway.Enrol(Ada));
        var done = isByAdministrator
            ? await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")
            : await browser.Send(HttpMethod.Post, "/security-info/sign-out-everywhere");
        done.MustBe(204);
        (await browser.Send(HttpMethod.Post, "/security-info/sign-out-everywhere")).MustBe(401, "CS2003");
        var fact = Assert.Single(await gateway.Operator.Audit("user.signed_out_everywhere"));
        Assert.Equal(isByAdministrator ? "by_administrator" : "by_user", fact.GetProperty("reason").GetString());
        (await gateway.Admin(HttpMethod.Post, "contoso/users/nobody@contoso.example/sign-out-everywhere")).MustBe(404, "CS2002");
    }

    private static async Task Lock(RunningGateway gateway, Handset phone)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { WrongNumbersToLock = 1 });
        var number = await gateway.Browser().Prompt(Ada);
        (await phone.Approve(number == "10" ? "11" : "10")).MustBe(403, "CS4007");
    }
}
