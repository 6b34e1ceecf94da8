using Countersign.SignIn.AdminTokens;

namespace Countersign.Web.Tests;

/// <summary>The console, on a computer's screen, as administrators have it.</summary>
public sealed partial class DesignTests
{
    private async Task Console()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        await ConsoleVisitor.Equip(gateway);
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Policy);
        await using var window = await Window.Open(chromium, gateway, options =>
        {
            Small(options);
            options.ViewportSize = new() { Width = 1000, Height = 700 };
            options.DeviceScaleFactor = 0.36f;
        });
        await window.Page.GotoAsync(gateway.AdminUrl + "/");
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await phone.Approve(await window.Number());
        await window.Says(Said.Console.Title);
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
    }
}
