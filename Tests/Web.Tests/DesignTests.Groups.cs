using Countersign.SignIn.AdminTokens;

namespace Countersign.Web.Tests;

/// <summary>A group at the console, and passes for its members, to print.</summary>
public sealed partial class DesignTests
{
    private async Task Groups()
    {
        await using var gateway = await ConsoleVisitor.Gateway();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await ConsoleVisitor.Make(gateway, Ada, AdminRole.Owner);
        await gateway.Admin(HttpMethod.Post, "contoso/groups", """{"display_name":"Night shift"}""");
        foreach (var name in new[] { "kim", "lee", "mia", "noor" })
        {
            await gateway.Operator.CreateUser("contoso", name + "@contoso.example");
            await gateway.Operator.Join("contoso", name + "@contoso.example", "night-shift");
        }

        await using var window = await Window.Open(chromium, gateway, options =>
        {
            Small(options);
            options.ViewportSize = new() { Width = 1000, Height = 700 };
            options.DeviceScaleFactor = 0.36f;
        });
        await ConsoleTests.SignIn(window, gateway, phone, Ada, Said);
        await window.Page.GotoAsync(gateway.AdminUrl + "/console/tenants/contoso/groups/night-shift");
        var texts = Said.Console.Passes;
        foreach (var box in await window.Page.Locator(".pick input").AllAsync()) await box.CheckAsync();
        await window.Page.Locator(".pick input").First.UncheckAsync();
        await window.Page.Locator(".pick input").Last.UncheckAsync();
        await Take(window, "console-group");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = texts.ForChosen, Exact = true }).ClickAsync();
        await window.Page.Locator("summary").ClickAsync();
        await Take(window, "console-passes");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = texts.Make, Exact = true }).ClickAsync();
        await window.Says(texts.SheetTitle);
        await Take(window, "console-passes-sheet");
    }
}
