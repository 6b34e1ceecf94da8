using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>My Security Info as a person sees it: from a pass to a phone, and what can be changed afterwards.</summary>
public sealed class MyTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = In("en");

    public static TheoryData<string, string, int, bool> Shapes => new()
    {
        { "en-US", "en", 1280, false }, { "en-US", "en", 1280, true }, { "en-US", "en", 320, false },
        { "zh-TW", "zh-Hant", 390, false }, { "ko-KR", "ko", 390, true },
    };

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);

    private async Task<Window> Open(
        RunningGateway gateway, string locale = "en-US", int width = 1024, bool isDark = false,
        Action<BrowserNewContextOptions>? more = null) =>
        await Window.Open(chromium, gateway, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = width, Height = 820 };
            options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;
            more?.Invoke(options);
        });

    /// <summary>From My Security Info through the sign-in, and back.</summary>
    private static async Task SignIn(Window window, PersonsPhone phone, PageTexts texts)
    {
        await window.Go("/my");
        await window.Says(texts.SignIn);
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(texts.NumberTitle);
        await phone.Approve(await window.Number());
        await window.Says(texts.MyTitle);
    }

    private static Task Press(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Follow(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    [Fact]
    public async Task S_57_From_a_pass_to_a_phone_that_the_page_sees_coming()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.CreateUser("contoso", Ada);
        await using var window = await Open(gateway);
        await window.Go("/pass");
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("#pass").FillAsync(await gateway.Operator.Pass("contoso", Ada));
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(English.MyTitle);
        await window.Look("my-first");
        await Press(window, English.PhoneShowCode);
        await window.Says(English.PhoneCodeTitle);
        await Assertions.Expect(window.Page.Locator("#came")).ToHaveTextAsync(English.MyConnecting);
        await window.Look("my-code");

        using var phone = PersonsPhone.Reading(gateway, await window.Page.Locator("#code").InnerTextAsync());
        await phone.Activate("Ada’s phone");
        var connected = English.MyConnected.Replace("{0}", "Ada’s phone", StringComparison.Ordinal);
        await Assertions.Expect(window.Page.Locator("#came")).ToHaveTextAsync(connected, new() { Timeout = 20_000 });
        await window.Look("my-code-connected");
        await phone.Enable();
        await window.Says(English.MyTitle);
        await Assertions.Expect(window.Page.GetByText(English.MyPhoneOn)).ToBeVisibleAsync();
        await window.Look("my-one-phone");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task S_56_Signed_in_and_back_the_page_is_whole_in_every_language_and_shape(
        string locale, string language, int width, bool isDark)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway, locale, width, isDark);
        await SignIn(window, phone, texts);
        Assert.EndsWith("/contoso/my", window.Page.Url, StringComparison.Ordinal);
        await using var stranger = await Open(gateway);
        await stranger.Prompt(Ada);
        await window.Page.ReloadAsync();
        await Look(window, "my" + suffix);

        await Follow(window, texts.MyChange);
        await window.Says("A phone");
        await Look(window, "my-phone" + suffix);
        await window.Page.GoBackAsync();
        await Press(window, texts.MyNotMe);
        await window.Says(texts.MyNotMeTitle);
        await Look(window, "my-not-me" + suffix);
        await Follow(window, texts.MyTitle);
        await Press(window, texts.MyAddPhone);
        await window.Says(texts.PhoneCodeTitle);
        await Look(window, "my-code" + suffix);
        await window.Go("/my/sign-out-everywhere");
        await window.Says(texts.MyEverywhereTitle);
        await Look(window, "my-everywhere" + suffix);
        await Press(window, texts.MyEverywhere);
        await window.Says(texts.MyEverywhereDoneTitle);
        await Look(window, "my-everywhere-done" + suffix);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task ADM_1_Recent_sign_ins_are_whole_in_every_language_and_shape(string locale, string language, int width, bool isDark)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        await using var gateway = await RunningGateway.Furnished(settings => settings with { LogsSignIns = true });
        using var phone = await PersonsPhone.Of(gateway, Ada);
        for (var n = 0; n < 2; n++)
        {
            await using var stranger = await Open(gateway);
            await stranger.Prompt(Ada);
            await phone.Deny();
            await stranger.Says(English.DeniedTitle);
        }

        await using var window = await Open(gateway, locale, width, isDark);
        await SignIn(window, phone, texts);
        await gateway.WriteLog();
        await window.Page.ReloadAsync();
        await Look(window, "my-recent" + suffix);
        await window.Page.Locator("[aria-labelledby=recent] button").First.ClickAsync();
        await window.Says(texts.MyReportedTitle);
        await Look(window, "my-reported" + suffix);
    }

    [Theory]
    [InlineData("en-US", "en", 320)]
    [InlineData("zh-TW", "zh-Hant", 390)]
    [InlineData("ko-KR", "ko", 390)]
    public async Task ADM_1_Password_and_recovery_codes_are_set_up_here(string locale, string language, int width)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}");
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { RecoveryCodes = true });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here"}""")).MustBe(200);
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway, locale, width);
        await SignIn(window, phone, texts);
        await Look(window, "my-ways" + suffix);
        await Follow(window, texts.MyPasswordSet);
        await window.Says(texts.MyPasswordSet);
        await window.Page.Locator("#new_password").FillAsync("12345678");
        await Press(window, texts.MyPasswordSave);
        await Assertions.Expect(window.Page.Locator("#new_password_error")).ToBeVisibleAsync();
        await Look(window, "my-password-wrong" + suffix);
        await window.Page.Locator("#new_password").FillAsync("four plain words here");
        await Press(window, texts.MyPasswordSave);
        await window.Says(texts.MyPasswordDoneTitle);
        await Look(window, "my-password-done" + suffix);
        await Follow(window, texts.MyTitle);
        await Follow(window, texts.MyCodesGet);
        await window.Says(texts.MyCodesGet);
        await Look(window, "my-codes" + suffix);
        await Press(window, texts.MyCodesShow);
        await window.Says(texts.MyCodesShownTitle);
        await Assertions.Expect(window.Page.Locator(".codes code")).ToHaveCountAsync(10);
        await Look(window, "my-codes-shown" + suffix);
        await Follow(window, texts.MyDone);
        await window.Says(texts.MyTitle);
        await Assertions.Expect(window.Page.GetByText(texts.MyCodesLeft.Replace("{0}", "10", StringComparison.Ordinal))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WAY_4_A_password_leads_back_to_the_application()
    {
        await using var gateway = await RunningGateway.Furnished();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        (await gateway.Admin(HttpMethod.Put, "contoso/passwords", """{"place":"here"}""")).MustBe(200);
        await gateway.Operator.CreateUser("contoso", Ada);
        var hash = new Microsoft.AspNetCore.Identity.PasswordHasher<object>().HashPassword(new(), "four plain words here");
        await gateway.Operator.SetPassword("contoso", Ada, hash, await gateway.Operator.Session("contoso", Ada));
        var portal = await RelyingParty.WithSecret(gateway);
        await using var window = await Open(gateway);
        await window.Go("/authorize?" + RelyingParty.Encode(portal.Request()));
        await window.Page.Locator("#user_name").FillAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await Follow(window, English.ToPassword);
        await window.Page.Locator("#password").FillAsync("four plain words here");
        Assert.Contains(
            "code=", await window.LeavesTo(RelyingParty.Callback, () => Press(window, English.SignIn)), StringComparison.Ordinal);
    }

    private static async Task Look(Window window, string picture)
    {
        await window.Look(picture);
        await window.FitsWidth();
    }

    [Fact]
    public async Task T_29_After_a_while_removing_takes_another_sign_in_and_comes_back()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway);
        await SignIn(window, phone, English);
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        await Follow(window, English.MyChange);
        await window.Says(English.MyAgainTitle);
        await window.Look("my-again");
        await Follow(window, English.MyAgainLink);
        await window.Says(English.SignIn);
        await Assertions.Expect(window.Page.Locator("#user_name")).ToHaveValueAsync(Ada);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.Says(English.NumberTitle);
        await phone.Approve(await window.Number());
        await window.Says("A phone");
        await window.Page.Locator("#name").FillAsync("\u200B");
        await Press(window, English.MySaveName);
        await Assertions.Expect(window.Page.Locator("#name_error")).ToBeVisibleAsync();
        await window.Look("my-name-wrong");
        await window.Page.Locator("#name").FillAsync("Work phone");
        await Press(window, English.MySaveName);
        await window.Says(English.MyTitle);
        await Assertions.Expect(window.Page.Locator(".name").First).ToHaveTextAsync("Work phone");
        await Follow(window, English.MyChange);
        await window.Says("Work phone");
        await Press(window, English.MyRemove);
        await window.Says(English.MyRemovedTitle);
        await window.Look("my-removed");
    }

    [Fact]
    public async Task Keys_alone_are_enough()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway);
        await SignIn(window, phone, English);
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = English.MyChange })).ToBeFocusedAsync();
        await window.Look("my-focus");
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = English.MyAddPhone })).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Says(English.PhoneCodeTitle);
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.Locator("#done")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Says(English.MyTitle);
    }

    [Fact]
    public async Task Twice_as_large_and_in_forced_colours_nothing_is_lost()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway, width: 640, more: options =>
        {
            options.DeviceScaleFactor = 2;   // a window 1,280 wide at 200 %
            options.ForcedColors = ForcedColors.Active;
        });
        await SignIn(window, phone, English);
        await Look(window, "my-200-forced");
        await Follow(window, English.MyChange);
        await window.Says("A phone");
        await Look(window, "my-phone-200-forced");
    }

    [Fact]
    public async Task Without_script_it_is_all_there()
    {
        await using var gateway = await RunningGateway.Furnished();
        using var phone = await PersonsPhone.Of(gateway, Ada);
        await using var window = await Open(gateway, more: options => options.JavaScriptEnabled = false);
        await SignIn(window, phone, English);
        await Press(window, English.MyAddPhone);
        await window.Says(English.PhoneCodeTitle);
        await Assertions.Expect(window.Page.Locator("#connecting")).ToBeHiddenAsync();
        await Follow(window, English.MyDone);
        await window.Says(English.MyTitle);
    }
}
