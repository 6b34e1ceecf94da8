using Countersign.Engine;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;

namespace Countersign.Web.Tests;

/// <summary>The console, on a computer's screen, as administrators have it.</summary>
public sealed partial class DesignTests
{
    private async Task Console()
    {
        await using var gateway = await ConsoleVisitor.Gateway(settings => settings with { LogsSignIns = true });
        await ConsoleVisitor.Equip(gateway);
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Policy);
        await using var window = await AtConsole(gateway, phone, options =>
        {
            options.ViewportSize = new() { Width = 1000, Height = 700 };
            options.DeviceScaleFactor = 0.36f;
        });
        Task Go(string path) => window.Page.GotoAsync($"{gateway.AdminUrl}/console/tenants/contoso/{path}");
        await Go("settings/records");
        await window.Page.Locator("#sign_in_log_days").FillAsync("400");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = Said.Console.Settings.Save, Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("#sign_in_log_days_error")).ToBeVisibleAsync();
        await window.Page.WaitForLoadStateAsync();
        await Take(window, "console-setting-refused");
        await Go("branding");
        await window.Page.Locator("#name").FillAsync("Contoso Ltd");
        await window.Page.Locator("#accent").FillAsync("#006b5b");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = Said.Console.Branding.Look, Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("link[href='/console/accent/006b5b']")).ToHaveCountAsync(1);
        await window.Page.WaitForLoadStateAsync();
        await Take(window, "console-branding");
        await Go("clients/portal");
        await Take(window, "console-client");
        await Go("ways-in");
        await Take(window, "console-ways-in");
        await window.Page.SetViewportSizeAsync(1000, 940);
        await Go("policy");
        await Take(window, "console-policy", isWhole: false);
        await Go("security-events");
        await Take(window, "console-security-events");
        await Propose(gateway);
        await Go("proposals");
        await Take(window, "console-proposals");
        await SomeSignIns(gateway);
        await Go("sign-ins");
        await Take(window, "console-sign-ins");
        await LoggedMonth.Fill(gateway);
        await window.Page.SetViewportSizeAsync(1000, 1190);
        await Go("overview");
        await Take(window, "console-overview", isWhole: false);
        await using var small = await AtConsole(gateway, phone, options =>
        {
            options.ColorScheme = ColorScheme.Dark;
            options.ViewportSize = new() { Width = 390, Height = 1320 };
            options.DeviceScaleFactor = 0.5f;
        });
        await small.Page.GotoAsync(gateway.AdminUrl + "/console/tenants/contoso/overview");
        await Take(small, "console-overview-dark", isWhole: false);
    }

    private async Task<Window> AtConsole(RunningGateway gateway, PersonsPhone phone, Action<BrowserNewContextOptions> change)
    {
        var window = await Window.Open(chromium, gateway, options =>
        {
            Small(options);
            change(options);
        });
        await window.Page.GotoAsync(gateway.AdminUrl + "/");
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await phone.Approve(await window.Number());
        await window.Says(Said.Console.Title);
        return window;
    }

    private static async Task Propose(RunningGateway gateway)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { SecondPerson = true });
        var change = new TenantQuestion.SetDomain(
            new(RandomValues.Handle()), "fabrikam.example", new Domain.Federated("https://adfs.fabrikam.example/adfs/ls"));
        await gateway.Engine.Administration.By(() => new("bea@contoso.example", Reason: "ticket 4711")).Ask(
            new("contoso"), change, TestContext.Current.CancellationToken);
    }

    private static async Task SomeSignIns(RunningGateway gateway)
    {
        var now = gateway.Clock.GetUtcNow();
        var away = new SignInEntry(
            now, new("kim@contoso.example"), SignInWay.Phone, SignInOutcome.FellBack, "portal", "Portal", "192.0.2.0/24", "Bergen, Norway",
            "Firefox on Linux", FallbackReason.Locked, StartRule.NotLocked, Times: 3, LastAt: now);
        gateway.Log(new("contoso"), away, away with
        {
            At = now.AddSeconds(-20), Outcome = SignInOutcome.WrongNumber, Reason = null, Rule = null, StartedAt = now.AddSeconds(-31),
            Numbers = 1, Locks = true, Times = 1, LastAt = null,
        });
        await gateway.WriteLog();
    }
}
