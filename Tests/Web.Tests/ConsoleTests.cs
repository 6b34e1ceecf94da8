using Countersign.Engine;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Web.Tests;

/// <summary>The console as administrators see it, from the machine's code to a person who is helped.</summary>
public sealed class ConsoleTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", Bea = "bea@contoso.example", Kim = "kim@contoso.example";
    private static readonly PageTexts English = In("en");

    public static TheoryData<string, string, int, bool> Shapes => new()
    {
        { "en-US", "en", 1280, false }, { "en-US", "en", 320, true }, { "zh-TW", "zh-Hant", 390, false }, { "ko-KR", "ko", 390, true },
    };

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);

    private Task<Window> Open(RunningGateway gateway, string locale = "en-US", int width = 1024, bool isDark = false, bool script = true) =>
        Window.Open(chromium, gateway, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = width, Height = 820 };
            options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;
            options.JavaScriptEnabled = script;
        });

    private static Task Press(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Follow(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    internal static async Task SignIn(Window window, RunningGateway gateway, PersonsPhone phone, string user, PageTexts texts)
    {
        await window.Page.GotoAsync(gateway.AdminUrl + "/");
        await window.Says(texts.SignIn);
        await window.Page.Locator("#user_name").FillAsync(user);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(texts.NumberTitle);
        await phone.Approve(await window.Number());
        await window.Says(texts.Console.Title);
    }

    [Fact]
    public async Task ADM_3_From_the_machines_code_to_a_help_desk_that_gives_a_pass_and_unlocks()
    {
        await using var gateway = await RunningGateway.Start(settings => settings with { AdminTenant = "contoso" });
        var words = await gateway.Host.InviteFirstOwner(TestContext.Current.CancellationToken);
        await using var ada = await Open(gateway);
        await ada.Page.GotoAsync(gateway.AdminUrl + "/console/first");
        await ada.Look("console-first");
        await ada.Page.Locator("#user_name").FillAsync(Ada);
        await ada.Page.Locator("#code").FillAsync(words!.Trim().Split('\n')[^1].Trim());
        await Press(ada, English.Next);
        await ada.Says(English.Console.OwnerTitle);
        await ada.Look("console-owner");
        var pass = await ada.Page.Locator("#pass").InnerTextAsync();
        await ada.Page.Locator("p.keep a").ClickAsync();
        await ada.Page.Locator("#user_name").FillAsync(Ada);
        await ada.Page.Locator("#pass").FillAsync(pass);
        await Press(ada, English.Next);
        await ada.Says(English.MyTitle);
        await Press(ada, English.PhoneShowCode);
        await ada.Says(English.PhoneCodeTitle);
        using var phone = PersonsPhone.Reading(gateway, await ada.Page.Locator("#code").InnerTextAsync());
        await phone.Activate();
        await phone.Enable();
        await ada.Says(English.MyTitle);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = English.SignOut, Exact = true }).ClickAsync();

        await SignIn(ada, gateway, phone, Ada, English);
        await Follow(ada, English.Console.Administrators);
        await ada.Page.Locator("#user_name").FillAsync(Bea);
        await ada.Page.Locator("#role").SelectOptionAsync("help_desk");
        await Press(ada, English.Console.MakeAdministrator);
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(English.Console.MakeDone);
        await ada.Look("console-administrators");

        using var beas = await PersonsPhone.Of(gateway, Bea);
        using var kims = await PersonsPhone.Of(gateway, Kim);
        await using var bea = await Open(gateway);
        await SignIn(bea, gateway, beas, Bea, English);
        await Assertions.Expect(bea.Page.GetByText(English.Console.RoleHelpDesk)).ToBeVisibleAsync();
        await Assertions.Expect(bea.Page.GetByText(English.Console.Administrators)).ToHaveCountAsync(0);
        await Follow(bea, English.Console.People);
        await bea.Page.Locator("#search").FillAsync("kim");
        await Press(bea, English.Console.Search);
        await Follow(bea, Kim);
        await bea.Says(Kim);
        await Follow(bea, English.Console.GivePass);
        await bea.Page.Locator("#reason").FillAsync("lost the phone");
        await Press(bea, English.Console.GivePass);
        await Assertions.Expect(bea.Page.Locator("#pass")).ToBeVisibleAsync();
        await bea.Look("console-pass");
        await Follow(bea, Kim);
        await Follow(bea, English.Console.Unlock);
        await Press(bea, English.Console.Unlock);
        await Assertions.Expect(bea.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(English.Console.UnlockDone);
        await Follow(bea, English.Console.Audit);
        await Assertions.Expect(bea.Page.GetByText(Bea + ": lost the phone")).ToBeVisibleAsync();
        await bea.Page.GotoAsync(gateway.AdminUrl + "/console/administrators");
        await bea.Says(English.Console.RoleTitle);
        await bea.Look("console-role");
    }

    /// <summary>Two sign-ins of Kim's; the id of one.</summary>
    private static async Task<string> Log(RunningGateway gateway)
    {
        var now = gateway.Clock.GetUtcNow();
        var away = new SignInEntry(
            now, new(Kim), SignInWay.Phone, SignInOutcome.FellBack, "portal", "The Portal", "192.0.2.0/24", "Bergen, Norway",
            "Firefox on Linux", FallbackReason.Locked, StartRule.NotLocked, Times: 3, LastAt: now);
        gateway.Log(new("contoso"), away, away with
        {
            Outcome = SignInOutcome.Approved, Reason = null, Rule = null, StartedAt = now.AddSeconds(-7), Numbers = 1, Times = 1,
            LastAt = null,
        });
        await gateway.WriteLog();
        return SignInEntryId.Of(away).ToString();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_page_of_the_console_is_whole_in_every_language_and_shape(string locale, string language, int width, bool isDark)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        await using var gateway = await ConsoleVisitor.Gateway(settings => settings with { LogsSignIns = true });
        using var phone = await PersonsPhone.Of(gateway, Ada);
        using var kims = await PersonsPhone.Of(gateway, Kim);
        await gateway.Operator.CreateUser("contoso", Bea);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        foreach (var user in new[] { Bea, Kim }) await gateway.Operator.Join("contoso", user, "staff");
        var entry = await Log(gateway);
        await using var window = await Open(gateway, locale, width, isDark);
        await SignIn(window, gateway, phone, Ada, texts);
        await gateway.Operator.Configure("contoso", settings => settings with { SecondPerson = true });
        foreach (var by in new[] { Ada, Bea })
        {
            var domain = new Domain.Federated("https://adfs.contoso.example/adfs/ls");
            var change = new TenantQuestion.SetDomain(
                new(RandomValues.Handle()), by.Replace("@", "-", StringComparison.Ordinal), domain);
            await gateway.Engine.Administration.By(() => new(by, Reason: "ticket 4711")).Ask(
                new("contoso"), change, TestContext.Current.CancellationToken);
        }

        foreach (var (name, path) in new[]
                 {
                     ("home", "/"), ("proposals", "/console/tenants/contoso/proposals"), ("people", "/console/tenants/contoso/people"),
                     ("person", "/console/tenants/contoso/people/kim%40contoso.example"),
                     ("ask", "/console/tenants/contoso/people/kim%40contoso.example/disable"),
                     ("sign-ins", "/console/tenants/contoso/sign-ins"), ("sign-in", "/console/tenants/contoso/sign-ins/" + entry),
                     ("security-events", "/console/tenants/contoso/security-events"),
                     ("audit", "/console/tenants/contoso/audit"), ("administrators", "/console/administrators"),
                     ("tokens", "/console/tokens"), ("first", "/console/first"),
                     ("groups", "/console/tenants/contoso/groups"), ("group", "/console/tenants/contoso/groups/staff"),
                     ("make-group", "/console/tenants/contoso/make-group"), ("passes", "/console/tenants/contoso/passes?group=staff"),
                 })
        {
            await window.Page.GotoAsync(gateway.AdminUrl + path);
            await window.Look("console-" + name + suffix);
            await window.FitsWidth();
        }

        await LoggedMonth.Fill(gateway);
        await window.Page.GotoAsync(gateway.AdminUrl + "/console/tenants/contoso/overview");
        await window.Page.Locator("summary").First.ClickAsync();
        await window.Look("console-overview" + suffix);
        await window.FitsWidth();

        await window.Page.GotoAsync(gateway.AdminUrl + "/console/tenants/contoso/passes?group=staff");
        var passes = texts.Console.Passes;
        await window.Page.GetByLabel(passes.AllOfGroup, new() { Exact = true }).CheckAsync();
        await Press(window, passes.Look);
        await window.Page.Locator("summary").ClickAsync();
        await window.Look("console-passes-ask" + suffix);
        await window.FitsWidth();
        await Press(window, passes.Make);
        await window.Says(passes.SheetTitle);
        await window.Look("console-passes-sheet" + suffix);
        await window.FitsWidth();
    }

    /// <summary>From nobody to a sheet of passes for a group, with a keyboard and a printer.</summary>
    [Fact]
    public async Task ADM_2_A_group_is_made_filled_and_given_passes_on_paper()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        string[] people = [.. Enumerable.Range(1, 7).Select(n => $"nurse{n}@contoso.example")];
        foreach (var user in people) await gateway.Operator.CreateUser("contoso", user);
        await using var ada = await Open(gateway, script: false);
        await SignIn(ada, gateway, phone, Ada, English);
        var (texts, group) = (English.Console, English.Console.Group);
        await Follow(ada, texts.Groups);
        await Follow(ada, group.Make);
        await ada.Page.Locator("#name").FillAsync("夜班 · Night shift");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(group.Made);
        await ada.Page.Locator("#users").FillAsync(string.Join('\n', people));
        await Press(ada, group.Add);
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync(group.Added);
        await Follow(ada, texts.Passes.Title);
        await Press(ada, texts.Passes.Look);
        await Press(ada, texts.Passes.Make);
        await ada.Says(texts.Passes.SheetTitle);
        await Assertions.Expect(ada.Page.Locator(".slip")).ToHaveCountAsync(people.Length);
        var pass = await ada.Page.Locator(".slip").Filter(new() { HasText = people[2] }).Locator("code").InnerTextAsync();
        Assert.DoesNotContain(pass, ada.Page.Url, StringComparison.Ordinal);

        await ada.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var unprinted in new[] { ".top", ".who", "h1", ".card a" })
            await Assertions.Expect(ada.Page.Locator(unprinted).First).ToBeHiddenAsync();
        await Assertions.Expect(ada.Page.Locator(".slip").Nth(6)).ToBeVisibleAsync();
        await ada.Print("console-passes");

        await using var nurse = await Open(gateway);
        await nurse.Go("/pass");
        await nurse.Page.Locator("#user_name").FillAsync(people[2]);
        await nurse.Page.Locator("#pass").FillAsync(pass);
        await Press(nurse, English.Next);
        await nurse.Says(English.MyTitle);
    }
}
