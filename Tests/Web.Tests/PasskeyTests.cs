using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Tenants;

namespace Countersign.Web.Tests;

/// <summary>Passkeys, in a browser with an authenticator: made, used, refused, removed (WAY-6).</summary>
public sealed class PasskeyTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = In("en");

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);

    private static async Task<RunningGateway> Gateway()
    {
        var gateway = await WebPhone.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with { Passkeys = PasskeyPolicy.Any, Decoys = false });
        await gateway.Operator.CreateUser("contoso", Ada);
        return gateway;
    }

    private static Task Go(WebPhone browser, RunningGateway gateway, string page) =>
        browser.Page.GotoAsync(gateway.Settings.Origin + "/contoso" + page);

    private static Task Follow(WebPhone browser, string name) =>
        browser.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    private static async Task WithPass(WebPhone browser, RunningGateway gateway, PageTexts texts)
    {
        await Go(browser, gateway, "/pass");
        await browser.Page.Locator("#user_name").FillAsync(Ada);
        await browser.Page.Locator("#pass").FillAsync(await gateway.Operator.Pass("contoso", Ada));
        await browser.Page.Locator("button[type=submit]").ClickAsync();
        await browser.Window.Says(texts.MyTitle);
    }

    private static async Task Make(WebPhone browser, PageTexts texts)
    {
        await Follow(browser, texts.MyPasskeyAdd);
        await browser.Window.Says(texts.MyPasskeyAdd);
        await browser.Page.Locator("#name").FillAsync("This computer");
        await browser.Press(texts.MyPasskeyMake);
    }

    /// <summary>From the form, by way of "not available", to the page that takes a passkey.</summary>
    private static async Task ToPasskey(WebPhone browser, PageTexts texts)
    {
        await browser.Page.Locator("#user_name").FillAsync(Ada);
        await browser.Page.Locator("button[type=submit]").ClickAsync();
        await browser.Window.Says(texts.NotAvailableTitle);
        await Follow(browser, texts.PasskeyLink);
        await browser.Window.Says(texts.PasskeyTitle);
    }

    private static async Task Look(WebPhone browser, string picture)
    {
        await browser.Window.Look(picture);
        await browser.FitsWidth();
    }

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ko-KR", "ko")]
    public async Task It_is_made_at_My_Security_Info_signs_in_to_the_application_and_is_removed(string locale, string language)
    {
        var (texts, suffix) = (In(language), "-" + language);
        await using var gateway = await Gateway();
        var portal = await RelyingParty.WithSecret(gateway);
        await using var browser = await WebPhone.Open(chromium, gateway, change: options => options.Locale = locale);
        await WithPass(browser, gateway, texts);
        await Make(browser, texts);
        await browser.Window.Says(texts.MyPasskeyDoneTitle);
        await Look(browser, "my-passkey-done" + suffix);
        await Follow(browser, texts.MyTitle);
        await Look(browser, "my-passkeys" + suffix);
        await Follow(browser, texts.MyPasskeyAdd);
        await Look(browser, "my-passkey-add" + suffix);

        // one for each device
        await browser.Page.Locator("#name").FillAsync("Once more");
        await browser.Press(texts.MyPasskeyMake);
        await Assertions.Expect(browser.Page.Locator("#passkey_said")).ToHaveTextAsync(texts.MyPasskeyTwice);

        await browser.Page.Context.ClearCookiesAsync();
        await Go(browser, gateway, "/authorize?" + RelyingParty.Encode(portal.Request()));
        await ToPasskey(browser, texts);
        await Look(browser, "passkey" + suffix);
        Assert.Contains(
            "code=", await browser.Window.LeavesTo(RelyingParty.Callback, () => browser.Press(texts.PasskeyUse)), StringComparison.Ordinal);

        await Go(browser, gateway, "/my");
        await Assertions.Expect(browser.Page.GetByText(texts.MyApprovedHere)).ToBeVisibleAsync();
        await Follow(browser, texts.MyPasskeyRemove);
        await browser.Window.Says("This computer");
        await Look(browser, "my-passkey" + suffix);
        await browser.Press(texts.MyPasskeyRemove);
        await browser.Window.Says(texts.MyPasskeyRemovedTitle);
        await Go(browser, gateway, "/sign-in");
        await ToPasskey(browser, texts);
        await browser.Press(texts.PasskeyUse);
        await Assertions.Expect(browser.Page.Locator("#passkey_error")).ToHaveTextAsync(texts.PasskeyWrong);
        await Look(browser, "passkey-wrong" + suffix);
    }

    [Fact]
    public async Task Whoever_is_not_verified_is_told_so_and_may_try_again()
    {
        await using var gateway = await Gateway();
        await using var browser = await WebPhone.Open(chromium, gateway);
        await WithPass(browser, gateway, English);
        await browser.Verifies(false);
        await Make(browser, English);
        await Assertions.Expect(browser.Page.Locator("#passkey_said")).ToHaveTextAsync(English.MyPasskeyDeclined);
        await Look(browser, "my-passkey-declined");
        await browser.Verifies(true);
        await browser.Press(English.MyPasskeyMake);
        await browser.Window.Says(English.MyPasskeyDoneTitle);

        await browser.Page.Context.ClearCookiesAsync();
        await Go(browser, gateway, "/sign-in");
        await ToPasskey(browser, English);
        await browser.Verifies(false);
        await browser.Press(English.PasskeyUse);
        await Assertions.Expect(browser.Page.Locator("#passkey_said")).ToHaveTextAsync(English.PasskeyDeclined);
        await browser.Verifies(true);
        await browser.Press(English.PasskeyUse);
        await browser.Window.Says(English.DoneTitle);
    }

    [Fact]
    public async Task A_browser_without_passkeys_says_so()
    {
        await using var gateway = await Gateway();
        await using var browser = await WebPhone.Open(chromium, gateway);
        await browser.Page.AddInitScriptAsync("delete window.PublicKeyCredential;");
        await Go(browser, gateway, "/sign-in");
        await ToPasskey(browser, English);
        await Assertions.Expect(browser.Page.Locator("#passkey_said")).ToHaveTextAsync(English.PasskeyUnsupported);
        await Assertions.Expect(browser.Page.Locator("button[type=submit]")).ToBeDisabledAsync();
        await Look(browser, "passkey-unsupported");
    }

    [Fact]
    public async Task A_page_without_script_says_so()
    {
        await using var gateway = await Gateway();
        await using var plain = await Window.Open(chromium, gateway, options => options.JavaScriptEnabled = false);
        await plain.SignIn(Ada);
        await plain.Page.GetByRole(AriaRole.Link, new() { Name = English.PasskeyLink }).ClickAsync();
        await plain.Says(English.PasskeyTitle);
        Assert.Contains($"<noscript><p class=\"error\">{English.PasskeyScript}", await plain.Page.ContentAsync(), StringComparison.Ordinal);
    }
}
