using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Prompts;

namespace Countersign.Web.Tests;

/// <summary>The pictures of the phone in the browser, and of My Security Info beside it.</summary>
public sealed partial class DesignTests
{
    private const string Kim = "kim@contoso.example", Lee = "lee@contoso.example";

    private async Task Phone()
    {
        await using var gateway = await WebPhone.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/" });
        await using var computer = await Open(gateway);
        await using var phone = await WebPhone.Open(chromium, gateway, change: Small, words: Looks.Words);
        await SettingUp(gateway, computer, phone);
        await Answering(computer, phone);
        await Keeping(gateway, phone);
        await WithPin(gateway, computer);
        foreach (var (locale, language) in new[] { ("zh-TW", "zh-Hant"), ("ko-KR", "ko") }) await In(gateway, locale, language);
    }

    private async Task SettingUp(RunningGateway gateway, Window computer, WebPhone phone)
    {
        await gateway.Operator.CreateUser("contoso", Kim);
        await phone.Go();
        await phone.Says("welcome");
        await Take(phone.Window, "phone-welcome");
        await phone.Tap("pasteTitle");
        await phone.Says("pasteTitle");
        await Take(phone.Window, "phone-paste");

        await computer.Go("/pass");
        await computer.Page.Locator("#user_name").FillAsync(Kim);
        await computer.Page.Locator("#pass").FillAsync(await gateway.Operator.Pass("contoso", Kim));
        await computer.Page.Locator("button[type=submit]").ClickAsync();
        await computer.Says(Said.MyTitle);
        await Take(computer, "my-first");
        await computer.Page.GetByRole(AriaRole.Button, new() { Name = Said.PhoneShowCode }).ClickAsync();
        await computer.Says(Said.PhoneCodeTitle);
        var code = await computer.Page.Locator("#code").InnerTextAsync();

        await phone.Page.GotoAsync("about:blank");
        await phone.Follow(code);
        await Take(phone.Window, "phone-name");
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await Take(phone.Window, "phone-enable");
        await Assertions.Expect(computer.Page.Locator("#came")).Not.ToHaveTextAsync(Said.MyConnecting, new() { Timeout = 20_000 });
        await Take(computer, "my-code-connected");
        await phone.Tap("enable");
        await phone.Says("readyTitle");
        await Take(phone.Window, "phone-ready");
        await phone.Tap("done");
        await phone.Says("home");
        await Take(phone.Window, "phone-home");
        await computer.Says(Said.MyTitle);
    }

    /// <summary>A phone whose browser can be woken.</summary>
    private async Task Woken()
    {
        await using var waker = await Waker.Start();
        await using var gateway = await WebPhone.Gateway(change: waker.Services.Known);
        await gateway.Operator.CreateUser("contoso", Kim);
        await using var phone = await WebPhone.Open(chromium, gateway, change: Small, words: Looks.Words);
        await waker.Serve(phone, gateway);
        await phone.Follow(await gateway.Operator.ActivationCode("contoso", Kim));
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await Take(phone.Window, "phone-notify");
        await phone.Tap("enable");
        await phone.Shows("readyWoken");
        await Take(phone.Window, "phone-ready-woken");
        await phone.Tap("done");
        await phone.Says("home");
        await phone.Manage(Kim);
        await phone.Window.Says(Kim);
        await phone.Tap("notifyOff");
        await phone.Tap("notifyAllow");
        await phone.Says("notifyTitle");
        await Take(phone.Window, "phone-notify-later");
    }

    private async Task Answering(Window computer, WebPhone phone)
    {
        await phone.Choose(await computer.Prompt(Kim));
        await Take(phone.Window, "phone-request");
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Take(phone.Window, "phone-request-dark");
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = Looks.Scheme });
        await phone.Answer("approve", "approved");
        await Take(phone.Window, "phone-approved");
        await phone.Tap("done");
        await computer.Prompt(Kim);
        await phone.Answer("notMe", "denied");
        await Take(phone.Window, "phone-not-me");
        await phone.Tap("done");
    }

    private async Task Keeping(RunningGateway gateway, WebPhone phone)
    {
        await phone.Manage(Kim);
        await phone.Window.Says(Kim);
        await Take(phone.Window, "phone-account");
        await phone.Tap("rename");
        await Take(phone.Window, "phone-rename");
        await phone.Tap("back");
        await phone.Tap("remove");
        await phone.Says("removeTitle");
        await Take(phone.Window, "phone-remove");
        using var other = PersonsPhone.Reading(gateway, await gateway.Operator.ActivationCode("contoso", Kim));
        await other.Activate("A new phone");
        await phone.Tap("back");
        await phone.Tap("back");
        await phone.Window.Says(phone.Words["newsTitle"]);
        await Take(phone.Window, "phone-news");
        await phone.Tap("newsSeen");
        await phone.Says("home");
    }

    /// <summary>A phone whose browser verifies nobody, in a tenant where the number is typed.</summary>
    private async Task WithPin(RunningGateway gateway, Window computer)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = NumberMode.Enter2 });
        await gateway.Operator.CreateUser("contoso", Lee);
        await using var phone = await WebPhone.Open(chromium, gateway, hasAuthenticator: false, change: Small, words: Looks.Words);
        await phone.Follow(await gateway.Operator.ActivationCode("contoso", Lee));
        await Take(phone.Window, "phone-pin");
        await phone.Page.Locator("#pin").FillAsync("135790");
        await phone.Page.Locator("#again").FillAsync("135790");
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await phone.Enable();
        await phone.Page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
        await computer.Prompt(Lee);
        await phone.Says("asking");
        await Take(phone.Window, "phone-typed");
        gateway.Clock.Advance(TimeSpan.FromSeconds(121));
        await phone.KeepTime();
        await phone.Says("over");
        await Take(phone.Window, "phone-over");
        await phone.Page.Context.SetOfflineAsync(true);
        await phone.Tap("done");
        await phone.Shows("offline");
        await Take(phone.Window, "phone-offline");
        await phone.Page.Context.SetOfflineAsync(false);
        await phone.Shows("watching");
        phone.Window.Complaints.RemoveAll(complaint => complaint.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    private async Task In(RunningGateway gateway, string locale, string language)
    {
        await gateway.Operator.Configure("contoso", settings => settings with { HelpUrl = "https://help.contoso.example/" });
        await using var computer = await Open(gateway);
        await using var phone = await WebPhone.Open(chromium, gateway, change: options =>
        {
            Small(options);
            options.DeviceScaleFactor = 0.55f;   // letters of many strokes take more room
            options.Locale = locale;
        }, words: new PhoneWords(language));
        var user = language.ToLowerInvariant() + "@contoso.example";
        await phone.Enrol(user);
        await phone.Choose(await computer.Prompt(user));
        await Take(phone.Window, "phone-request-" + language);
        await phone.Answer("approve", "approved");
        await phone.Tap("done");
        await phone.Says("home");
        await phone.Page.GotoAsync($"{gateway.Settings.Origin}/contoso/sign-in");
        await phone.Page.Locator("#user_name").FillAsync(user);
        await phone.Page.Locator("button[type=submit]").ClickAsync();
        var number = await phone.Window.Number();
        await Take(phone.Window, "number-" + language);
        await phone.Page.Locator("a.here").ClickAsync();
        await phone.Approve(number);
        await phone.Link("backToBrowser").ClickAsync();
        await phone.Window.Go("/my");
        await phone.Window.Says(PageTexts.All.Single(texts => texts.Language == language).MyTitle);
        await Take(phone.Window, "my-" + language);
    }
}
