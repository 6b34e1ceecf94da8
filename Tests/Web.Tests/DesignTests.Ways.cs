using Countersign.SignIn.Tenants;

namespace Countersign.Web.Tests;

/// <summary>The pictures of the other ways to sign in, and of the phone as a second factor.</summary>
public sealed partial class DesignTests
{
    private const string Sam = "sam@contoso.example", Words = "four plain words here";

    private async Task Ways()
    {
        await using var gateway = await WebPhone.Gateway();
        await Furnish(gateway, asksSecond: false);
        await gateway.Operator.CreateUser("contoso", Sam);
        await using var browser = await WebPhone.Open(chromium, gateway, change: Small, words: Looks.Words);
        await SettingWays(gateway, browser);
        await UsingWays(browser);
        await Furnish(gateway, asksSecond: true);
        await Second(gateway, browser);
    }

    private async Task Recent()
    {
        await using var gateway = await RunningGateway.Furnished(settings => settings with { LogsSignIns = true });
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var stranger = await Open(gateway);
        await stranger.Prompt(Ada);
        await phone.Deny();
        await stranger.Says(Said.DeniedTitle);
        await using var window = await Open(gateway);
        await phone.Approve(await window.Prompt(Ada));
        await window.Says(Said.DoneTitle);
        await gateway.WriteLog();
        await window.Go("/my");
        var recent = window.Page.Locator("[aria-labelledby=recent]");
        Keep("my-recent", await recent.ScreenshotAsync(new() { Path = Path.Combine(Folder, "my-recent.png") }));
    }

    private static async Task Furnish(RunningGateway gateway, bool asksSecond)
    {
        await gateway.Operator.Configure("contoso", settings => settings with
        {
            HelpUrl = "https://help.contoso.example/", Passkeys = PasskeyPolicy.Any, RecoveryCodes = true, Decoys = false,
            SecondFactor = asksSecond,
        });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here"}""")).MustBe(200);
    }

    private static Task Follow(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    private static async Task WithPass(RunningGateway gateway, Window window, string user)
    {
        await window.Go("/pass");
        await window.Page.Locator("#user_name").FillAsync(user);
        await window.Page.Locator("#pass").FillAsync(await gateway.Operator.Pass("contoso", user));
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(Said.MyTitle);
    }

    /// <summary>A part of a long page, from one heading's section to the end of another's.</summary>
    private async Task TakeParts(Window window, string name, string first, string last)
    {
        var from = (await window.Page.Locator($"[aria-labelledby={first}]").BoundingBoxAsync())!;
        var to = (await window.Page.Locator($"[aria-labelledby={last}]").BoundingBoxAsync())!;
        Keep(name, await window.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Folder, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled, Style = Flat,
            Clip = new() { X = 0, Y = from.Y, Width = window.Page.ViewportSize!.Width, Height = to.Y + to.Height + 16 - from.Y },
        }));
    }

    private async Task SettingWays(RunningGateway gateway, WebPhone browser)
    {
        var window = browser.Window;
        await WithPass(gateway, window, Sam);
        await Follow(window, Said.MyPasskeyAdd);
        await window.Says(Said.MyPasskeyAdd);
        await window.Page.Locator("#name").FillAsync("This computer");
        await Take(window, "my-passkey-add");
        await browser.Press(Said.MyPasskeyMake);
        await window.Says(Said.MyPasskeyDoneTitle);
        await Take(window, "my-passkey-done");
        await Follow(window, Said.MyTitle);
        await Follow(window, Said.MyPasswordSet);
        await window.Page.Locator("#new_password").FillAsync("12345678");
        await browser.Press(Said.MyPasswordSave);
        await Assertions.Expect(window.Page.Locator("#new_password_error")).ToBeVisibleAsync();
        await Take(window, "my-password");
        await window.Page.Locator("#new_password").FillAsync(Words);
        await browser.Press(Said.MyPasswordSave);
        await window.Says(Said.MyPasswordDoneTitle);
        await Take(window, "my-password-done");
        await Follow(window, Said.MyTitle);
        await Follow(window, Said.MyCodesGet);
        await window.Says(Said.MyCodesGet);
        await Take(window, "my-codes");
        await browser.Press(Said.MyCodesShow);
        await window.Says(Said.MyCodesShownTitle);
        await Take(window, "my-codes-shown");
        await Follow(window, Said.MyDone);
        await window.Says(Said.MyTitle);
        await TakeParts(window, "my-ways", "passkeys", "recovery");
        await Follow(window, Said.MyPasskeyRemove);
        await window.Says("This computer");
        await Take(window, "my-passkey");
    }

    private async Task UsingWays(WebPhone browser)
    {
        var window = browser.Window;
        await window.Page.Context.ClearCookiesAsync();
        await window.SignIn(Sam);
        await window.Says(Said.NotAvailableTitle);
        await Take(window, "not-available");
        await Follow(window, Said.ToPassword);
        await window.Says(Said.PasswordTitle);
        await window.Page.Locator("#password").FillAsync("not this one");
        await browser.Press(Said.SignIn);
        await Assertions.Expect(window.Page.Locator("#password_error")).ToBeVisibleAsync();
        await Take(window, "password");
        await Follow(window, Said.RecoveryLink);
        await window.Says(Said.RecoveryTitle);
        await Take(window, "recovery");
        await Follow(window, Said.PasskeyLink);
        await window.Says(Said.PasskeyTitle);
        await Take(window, "passkey");
    }

    private async Task Second(RunningGateway gateway, WebPhone browser)
    {
        var window = browser.Window;
        await EnterPassword(browser);
        await Assertions.Expect(window.Page.Locator(".code")).ToContainTextAsync("CS4058");
        await Take(window, "second-no-phone");
        using var phone = PersonsPhone.Reading(gateway, await gateway.Operator.ActivationCode("contoso", Sam));
        await phone.Activate();
        await EnterPassword(browser);
        await window.Says(Said.NumberTitle);
        await Take(window, "second");
        await phone.Approve(await window.Number());
        await window.Says(Said.DoneTitle);
    }

    private static async Task EnterPassword(WebPhone browser)
    {
        await browser.Window.SignIn(Sam);
        await browser.Window.Says(Said.NotAvailableTitle);
        await Follow(browser.Window, Said.ToPassword);
        await browser.Page.Locator("#password").FillAsync(Words);
        await browser.Press(Said.SignIn);
    }

    /// <summary>On a computer's screen, light and dark.</summary>
    private async Task Wide()
    {
        const string Uma = "uma@contoso.example";
        await using var gateway = await WebPhone.Gateway();
        await Furnish(gateway, asksSecond: false);
        using var phone = await PersonsPhone.Of(gateway, Uma);
        await using var window = await Window.Open(chromium, gateway, options =>
        {
            options.ViewportSize = new() { Width = 1280, Height = 800 };
            options.DeviceScaleFactor = 0.4f;
            options.BypassCSP = true;
        });
        await window.Go("/sign-in");
        await Take(window, "wide-form");
        var number = await window.Prompt(Uma);
        await Take(window, "wide-number");
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Take(window, "wide-number-dark");
        await phone.Approve(number);
        await window.Says(Said.DoneTitle);
        await window.Go("/my");
        await Take(window, "wide-my-dark");
        await window.Page.EmulateMediaAsync(new() { ColorScheme = Looks.Scheme });
        await Take(window, "wide-my");
    }
}
