using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Tests;

/// <summary>ADM-3, T31: administrators are people who sign in by phone, and a session of the console ends with what it stands on.</summary>
public sealed partial class ConsoleSignInTests
{
    private const string Ada = "ada@contoso.example", Bob = "bob@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static UserKey Person(string user) => new(new("contoso"), new(user));

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Somebody_with_a_role_signs_in_by_phone_and_is_told_which(string language)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var texts = PageTexts.All.Single(one => one.Language == language).Console;
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.HelpDesk, language, "contoso");
        var home = (await visitor.Open("/")).MustBe(200);
        Assert.Equal(texts.Title, Visitor.Heading(home));
        foreach (var shown in new[] { texts.RoleHelpDesk, "contoso", Ada }) Assert.Contains(shown, home.Text, StringComparison.Ordinal);
        Assert.Equal("DENY", home.Header("X-Frame-Options"));
        Assert.Contains("frame-ancestors 'none'", home.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-store", home.Header("Cache-Control"));
        var cookie = Assert.Single(home.SetCookies);
        Assert.StartsWith(ConsoleVisitor.Cookie + "=", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=Strict", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_phone_shows_that_it_is_for_administration()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var phone = await gateway.Enrol(Ada);
        var visitor = new ConsoleVisitor(gateway);
        var way = (await visitor.Open("/console/sign-in")).MustBe(303).Header("Location")![gateway.Url.Length..];
        await visitor.Browser.SignIn(Ada, (await visitor.Browser.Open(way)).MustBe(303).Header("Location")!);
        Assert.Equal(English.Console.Title, (await phone.See()).GetProperty("application").GetString());
    }

    [Fact]
    public async Task Who_has_no_role_is_refused()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var phone = await gateway.Enrol(Ada);
        var visitor = new ConsoleVisitor(gateway);
        (await visitor.SignIn(phone)).MustBe(403, "CS2022");
        Assert.DoesNotContain(ConsoleVisitor.Cookie, visitor.Browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_namesake_in_another_tenant_is_no_administrator()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateTenant("fabrikam");
        var named = await gateway.Engine.Administrators.Make(
            new(new("fabrikam"), new(Ada)), AdminScope.Everything, new("command"), Cancel);
        Assert.Null(named.Refused);
        var phone = await gateway.Enrol(Ada);
        (await new ConsoleVisitor(gateway).SignIn(phone)).MustBe(403, "CS2022");
        Assert.Equal(404, (await new Visitor(gateway, "fabrikam").Open("/console?challenge=" + new string('a', 43))).Status);
    }

    [Fact]
    public async Task A_session_without_the_phone_does_not_lead_to_the_console()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Operator.CreateUser("contoso", Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        var visitor = new ConsoleVisitor(gateway);
        var pass = await gateway.Operator.Pass("contoso", Ada);
        (await visitor.Browser.Submit("/pass", ("user_name", Ada), ("pass", pass))).MustBe(303);
        var way = (await visitor.Open("/console/sign-in")).MustBe(303).Header("Location")!;
        var page = await visitor.Browser.Open(way[gateway.Url.Length..]);
        Assert.Equal(English.Console.PhoneTitle, Visitor.Heading(page));
        Assert.Contains("CS4058", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ticket=", page.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Ends => ["removed", "role", "everywhere", "phone", "disabled", "user", "idle", "hour", "signed out"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task The_session_ends_at_once_with_what_it_stands_on(string how)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, phone) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var home = (await visitor.Open("/")).MustBe(200);
        var kept = visitor.Browser.Cookies[ConsoleVisitor.Cookie];
        switch (how)
        {
            case "removed": Assert.Null((await gateway.Engine.Administrators.Remove(Person(Ada), new("command"), Cancel)).Refused); break;
            case "role": await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner); break;
            case "everywhere": (await gateway.Admin(HttpMethod.Post, $"contoso/users/{Ada}/sign-out-everywhere")).MustBe(204); break;
            case "phone": await gateway.Operator.RemoveMethod("contoso", Ada, phone.Device); break;
            case "disabled": await gateway.Operator.Disable("contoso", Ada); break;
            case "user": (await gateway.Admin(HttpMethod.Delete, $"contoso/users/{Ada}")).MustBe(204); break;
            case "idle": gateway.Clock.Advance(Limits.AdminSessionIdle); break;
            case "hour":
                for (var quarter = 0; quarter < 3; quarter++)
                {
                    gateway.Clock.Advance(TimeSpan.FromMinutes(15));
                    (await visitor.Open("/")).MustBe(200);
                }

                gateway.Clock.Advance(TimeSpan.FromMinutes(15));
                break;
            default: (await visitor.Press("/console/sign-out", home)).MustBe(200); break;
        }

        visitor.Browser.Cookies[ConsoleVisitor.Cookie] = kept;   // whoever copied it has no more of it
        Assert.Equal("/console/sign-in", (await visitor.Open("/")).MustBe(303).Header("Location"));
        visitor.Browser.Cookies[ConsoleVisitor.Cookie] = kept;
        (await visitor.Press("/console/sign-out", home)).MustBe(401, "CS2023");
    }

    /// <summary>A ticket is good in the browser that set out alone, once, and for a minute.</summary>
    [Theory]
    [InlineData("another browser")]
    [InlineData("twice")]
    [InlineData("late")]
    [InlineData("altered")]
    [InlineData("none")]
    public async Task A_ticket_lets_nobody_else_in(string how)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var phone = await gateway.Enrol(Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        var visitor = new ConsoleVisitor(gateway);
        var ticket = Visitor.LinkOn((await visitor.SetOutAndApprove(phone)).MustBe(200), English.Console.Onward);
        var another = new ConsoleVisitor(gateway);
        switch (how)
        {
            case "another browser":
                (await another.Open("/console/sign-in")).MustBe(303);
                (await another.Open(ticket)).MustBe(403, "CS2024");
                break;
            case "twice":
                (await visitor.Open(ticket)).MustBe(200);
                (await visitor.Open(ticket)).MustBe(403, "CS2024");
                break;
            case "late":
                gateway.Clock.Advance(TimeSpan.FromMinutes(1));
                (await visitor.Open(ticket)).MustBe(403, "CS2024");
                break;
            case "altered":
                var secret = ticket.IndexOf('=') + 1;
                (await visitor.Open(ticket[..secret] + Altered.Text(ticket[secret..]))).MustBe(403, "CS2024");
                break;
            default:
                (await visitor.Open("/console/signed-in")).MustBe(403, "CS2024");
                break;
        }

        Assert.DoesNotContain(ConsoleVisitor.Cookie, another.Browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_session_is_another_one_with_each_sign_in_so_that_none_can_be_fixed()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, phone) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var first = Visitor.Hidden((await visitor.Open("/")).MustBe(200), "form");
        var again = new ConsoleVisitor(gateway);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        var home = (await again.SignIn(phone)).MustBe(200);
        Assert.NotEqual(first, Visitor.Hidden(home, "form"));
        (await again.Post("/console/sign-out", first, again.Browser.From)).MustBe(403, "CS1007");
    }

    public static TheoryData<string, string> Foreign => new()
    {
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
        { "Origin", "https://evil.example" },
        { "Origin", "null" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_form_of_another_page_is_refused_and_changes_nothing(string name, string value)
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var (visitor, _) = await ConsoleVisitor.SignedIn(gateway, Ada, AdminRole.Owner);
        var token = Visitor.Hidden((await visitor.Open("/")).MustBe(200), "form");
        var before = await Rows.Of(gateway.Store);
        (await visitor.Post("/console/sign-out", token, name.Length == 0 ? null : (name, value))).MustBe(403, "CS1007");
        (await visitor.Press("/console/sign-out", null)).MustBe(403, "CS1007");
        (await visitor.Post("/console/sign-out", "guessed", visitor.Browser.From)).MustBe(403, "CS1007");
        Assert.Equal(before, await Rows.Of(gateway.Store));
        (await visitor.Open("/")).MustBe(200);
    }

    [Fact]
    public async Task Without_an_operators_tenant_there_is_no_console()
    {
        await using var gateway = await RunningGateway.Furnished();
        foreach (var path in new[] { "/", "/console/sign-in", "/console/first" })
            Assert.Equal(404, (await gateway.Get(gateway.AdminUrl + path)).Status);
        Assert.Equal(404, (await new Visitor(gateway).Open("/console?challenge=" + new string('a', 43))).Status);
    }

    [Fact]
    public async Task The_public_listener_has_no_page_of_the_console()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        foreach (var path in new[] { "/console/sign-in", "/console/first", "/console/signed-in" })
            Assert.NotEqual(200, (await gateway.Get(gateway.Url + path)).Status);
    }

    /// <summary>The code that the machine shows makes the first owner, who may be nobody yet, in a tenant that may not be there.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_machines_code_makes_the_first_owner(string language)
    {
        await using var gateway = await RunningGateway.Start(settings => settings with { AdminTenant = "contoso" });
        var texts = PageTexts.All.Single(one => one.Language == language);
        var words = await gateway.Host.InviteFirstOwner(Cancel);
        var code = words!.Trim().Split('\n')[^1];
        Assert.Contains(gateway.AdminUrl + "/console/first", words, StringComparison.Ordinal);

        var visitor = new ConsoleVisitor(gateway, language);
        Assert.Equal(texts.Console.FirstTitle, Visitor.Heading((await visitor.Open("/console/first")).MustBe(200)));
        var before = await Rows.Of(gateway.Store);
        (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", code[1..] + "A"))).MustBe(403, "CS6068");
        (await visitor.Press("/console/first", null, ("user_name", "ada"), ("code", code))).MustBe(400, "CS1003");
        (await visitor.Post("/console/first", null, null, ("user_name", Ada), ("code", code))).MustBe(403, "CS1007");
        Assert.Equal(before, await Rows.Of(gateway.Store));

        var made = (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", code))).MustBe(200);
        Assert.Equal(texts.Console.OwnerTitle, Visitor.Heading(made));
        (await visitor.Press("/console/first", null, ("user_name", Bob), ("code", code))).MustBe(403, "CS6068");
        Assert.Null(await gateway.Host.InviteFirstOwner(Cancel));

        var pass = PassText().Match(made.Text).Groups["pass"].Value;
        (await visitor.Browser.Submit("/pass", ("user_name", Ada), ("pass", pass))).MustBe(303);
        var shown = (await visitor.Browser.Submit("/my/phones")).MustBe(200);
        var phone = gateway.Handset(Ada);
        (await phone.Activate(CodeText().Match(shown.Text).Groups["code"].Value)).MustBe(200);
        (await phone.Register()).MustBe(204);
        (await phone.Enable()).MustBe(204);
        var fresh = new ConsoleVisitor(gateway, language);
        Assert.Contains(texts.Console.RoleOwner, (await fresh.SignIn(phone)).MustBe(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_good_for_an_hour_and_until_the_next_one()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        var visitor = new ConsoleVisitor(gateway);
        var first = (await gateway.Engine.Administrators.Invite(new("command"), Cancel)).Answer!;
        var second = (await gateway.Engine.Administrators.Invite(new("command"), Cancel)).Answer!;
        (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", first))).MustBe(403, "CS6068");
        gateway.Clock.Advance(Limits.AdminInvitationLife);
        (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", second))).MustBe(403, "CS6068");
        Assert.Empty((await gateway.Engine.Administrators.List(Cancel)).Answer!.Tokens.Administrators);
    }

    [Fact]
    public async Task Guesses_of_a_code_are_limited_by_source()
    {
        await using var gateway = await ConsoleVisitor.Gateway(settings => settings with { Unthrottled = [] });
        var visitor = new ConsoleVisitor(gateway);
        for (var i = 0; i < 30; i++)
            (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", "guess"))).MustBe(403, "CS6068");
        (await visitor.Press("/console/first", null, ("user_name", Ada), ("code", "guess"))).MustBe(429, "CS5002");
    }

    [Fact]
    public async Task Who_has_a_phone_already_is_shown_no_pass()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await gateway.Enrol(Ada);
        var code = (await gateway.Engine.Administrators.Invite(new("command"), Cancel)).Answer!;
        var made = (await new ConsoleVisitor(gateway).Press("/console/first", null, ("user_name", Ada), ("code", code))).MustBe(200);
        Assert.Contains(English.Console.OwnerPhone, made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"pass\"", made.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("id=\"pass\"[^>]*><code>(?<pass>[^<]*)</code>")]
    private static partial Regex PassText();

    [GeneratedRegex("id=\"code\"[^>]*><code>(?<code>[^<]*)</code>")]
    private static partial Regex CodeText();
}
