using System.Text.RegularExpressions;
using Countersign.Gateway.Html.Texts;
using Countersign.SignIn.Prompts;

namespace Countersign.Web.Tests;

/// <summary>A person with two browsers: the computer, and a phone that is one.</summary>
public sealed class WebPhoneTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Fact, Trait("Rule", "S-07")]
    public async Task Denied_and_not_me_and_a_wrong_number_end_it()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);

        await computer.Prompt(Ada);
        await phone.Answer("deny", "denied");
        await phone.Window.Look("web-phone-denied");
        await computer.Says(English.DeniedTitle);
        await phone.Press("Done");

        await phone.Mistake(await computer.Prompt(Ada));
        await phone.Answer("approve", "over");
        await phone.Shows("wrongNumber");
        await phone.Window.Look("web-phone-wrong-number");
        await computer.Says(English.WrongNumberTitle);
        await phone.Press("Done");

        await computer.Prompt(Ada);
        await phone.Answer("notMe", "denied");
        await computer.Says(English.DeniedTitle);
        Assert.NotEmpty(await gateway.Operator.Audit("initiator.barred"));
    }

    [Fact, Trait("Rule", "S-08")]
    public async Task Who_is_not_verified_sends_nothing_and_may_try_again()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        var number = await computer.Prompt(Ada);
        await phone.Says("asking");
        await phone.Press("Approve");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync("Choose the number first.");
        await phone.Verifies(false);
        await phone.Choose(number);
        await phone.Press("Approve");
        await Assertions.Expect(phone.Alert).ToContainTextAsync("You were not verified");
        await phone.Window.Look("web-phone-not-verified");
        await phone.Verifies(true);
        await phone.Press("Approve");
        await phone.Window.Says("Approved");
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "I-9")]
    public async Task A_sign_in_that_runs_out_or_is_cancelled_says_so()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await computer.Prompt(Ada);
        await phone.Says("asking");
        gateway.Clock.Advance(TimeSpan.FromSeconds(121));
        await phone.KeepTime();
        await phone.Window.Says("This sign‑in is over");
        await phone.Window.Look("web-phone-over");
        await phone.Press("Done");

        await computer.Prompt(Ada);
        await phone.Says("asking");
        await computer.Page.GetByRole(AriaRole.Button, new() { Name = English.Cancel }).ClickAsync();
        await phone.Window.Says("This sign‑in is over");
    }

    [Fact, Trait("Rule", "I-7")]
    public async Task A_phone_that_was_removed_is_told_so()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        var device = (await gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).Json.GetProperty("methods")[0].GetProperty("device");
        (await gateway.Admin(HttpMethod.Delete, $"contoso/users/{Ada}/methods/{device}")).MustBe(204);
        await phone.Go();
        await Assertions.Expect(phone.Page.Locator("main")).ToContainTextAsync("This phone was removed from your account");
        await phone.Window.Look("web-phone-removed");
        await phone.Manage(Ada);
        await phone.Window.Says(Ada);
        await phone.Window.Look("web-phone-account");
        await phone.Press("Remove from this phone");
        await phone.Window.Says("Remove this account?");
        await phone.Window.Look("web-phone-remove");
        await phone.Press("Remove");
        await phone.Window.Says("Done");
        await phone.Press("Done");
        await phone.Window.Says("Make this your phone for signing in");
        await phone.Window.Look("web-phone-welcome");
    }

    [Fact, Trait("Rule", "S-39")]
    public async Task Phone_sign_in_is_disabled_and_enabled_again_in_the_accounts_menu()
    {
        await using var gateway = await WebPhone.Gateway();
        await gateway.Operator.Configure("contoso", settings => settings with { Decoys = false });
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.Manage(Ada);
        await phone.Press("Disable phone sign-in");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Enable phone sign-in" })).ToBeVisibleAsync();
        await computer.SignIn(Ada);
        await computer.Says(English.NotAvailableTitle);
        await phone.Press("Enable phone sign-in");
        await phone.Window.Says("Enable phone sign‑in");
        await phone.Enable();
        await phone.Approve(await computer.Prompt(Ada));
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "PHO-2")]
    public async Task Without_an_authenticator_a_pin_seals_the_key_where_the_tenant_allows_it()
    {
        await using var gateway = await WebPhone.Gateway();
        await gateway.Operator.CreateUser("contoso", Ada);
        await gateway.Operator.Configure("contoso", settings => settings with { PinKeys = false, NumberMode = NumberMode.Enter2 });
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway, hasAuthenticator: false);
        await phone.Go("#" + await gateway.Operator.ActivationCode("contoso", Ada));
        await phone.Window.Says("Set up this phone");
        await phone.Window.Look("web-phone-pin");
        await phone.Page.Locator("#pin").FillAsync("135790");
        await phone.Press("Verify and go on");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync("The two are not the same.");
        await phone.Page.Locator("#again").FillAsync("135790");
        await phone.Press("Verify and go on");
        await Assertions.Expect(phone.Alert).ToContainTextAsync("CS3015");
        await gateway.Operator.Configure("contoso", settings => settings with { NumberMode = NumberMode.Enter2 });
        await phone.Press("Verify and go on");
        await phone.Window.Says("Enable phone sign‑in");
        await phone.Press("Enable phone sign-in");
        await phone.Press("Done");

        var number = await computer.Prompt(Ada);
        await phone.Says("asking");
        await phone.Page.Locator("#number").FillAsync(number);
        await phone.Page.Locator("#pin").FillAsync("135791");
        await phone.Press("Approve");
        await Assertions.Expect(phone.Alert).ToHaveTextAsync("That is not the PIN. Tries left: 9.");
        await phone.Window.Look("web-phone-typed");
        await phone.Page.Locator("#pin").FillAsync("135790");
        await phone.Press("Approve");
        await phone.Window.Says("Approved");
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "S-12")]
    public async Task On_the_phone_itself_the_way_there_and_back_is_a_tap_each()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.Page.GotoAsync(gateway.Settings.Origin + "/contoso/sign-in");
        await phone.Page.Locator("#user_name").FillAsync(Ada);
        await phone.Page.Locator("button[type=submit]").ClickAsync();
        var number = await Window.NumberOn(phone.Page);
        await phone.Window.Look("web-phone-number-here");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = English.WebPhoneHere }).ClickAsync();
        await phone.Says("asking");
        await phone.Link("seeAgain").ClickAsync();
        Assert.Equal(number, await Window.NumberOn(phone.Page));
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = English.WebPhoneHere }).ClickAsync();
        await phone.Approve(number);
        await phone.Link("backToBrowser").ClickAsync();
        await phone.Window.Says(English.DoneTitle);
    }

    [Theory, Trait("Rule", "T17")]
    [InlineData("https://evil.example/contoso/sign-in/number")]
    [InlineData("//evil.example/contoso/sign-in/number")]
    [InlineData("/contoso/sign-in/number/../../../evil")]
    [InlineData("javascript:alert(1)//contoso/sign-in/number")]
    public async Task The_way_back_leads_to_the_sign_in_and_nowhere_else(string elsewhere)
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await computer.Prompt(Ada);
        await phone.Page.GotoAsync("about:blank");
        await phone.Go("#back=" + Uri.EscapeDataString(elsewhere));
        await phone.Says("asking");
        await Assertions.Expect(phone.Link("seeAgain")).ToHaveCountAsync(0);
    }

    [Fact, Trait("Rule", "PHO-5")]
    public async Task A_clock_that_is_an_hour_wrong_is_allowed_for_and_said()
    {
        await using var gateway = await WebPhone.Gateway(new TestClock(TimeProvider.System.GetUtcNow()));
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Page.Clock.SetFixedTimeAsync(gateway.Clock.GetUtcNow().UtcDateTime.AddHours(-1));
        await phone.Enrol(Ada);
        await Assertions.Expect(phone.Page.Locator("main")).ToContainTextAsync(new Regex("clock is about (59|60|61) minutes wrong"));
        await phone.Window.Look("web-phone-clock");
        await phone.Approve(await computer.Prompt(Ada));
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "PHO-5")]
    public async Task Without_a_network_the_page_is_there_and_says_so()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway);
        await phone.Enrol(Ada);
        await phone.Page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
        await phone.Page.Context.SetOfflineAsync(true);
        await phone.Page.ReloadAsync();
        await phone.Window.Says("Your accounts");
        await Assertions.Expect(phone.Page.Locator("main")).ToContainTextAsync(new Regex("No (network|connection)"));
        await phone.Window.Look("web-phone-offline");
        await phone.Page.Context.SetOfflineAsync(false);
        await phone.Approve(await computer.Prompt(Ada));
        await computer.Says(English.DoneTitle);
        phone.Window.Complaints.RemoveAll(complaint => complaint.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ko-KR", "ko")]
    public async Task In_every_language_it_is_whole_at_320(string locale, string language)
    {
        await using var gateway = await WebPhone.Gateway();
        const string Long = "a.person.with.a.very.long.user.name.that.goes.on.and.on.and.on@contoso.example";
        await gateway.Operator.CreateUser("contoso", Long);
        await using var computer = await Window.Open(chromium, gateway);
        await using var phone = await WebPhone.Open(chromium, gateway, change: options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = 320, Height = 640 };
            options.ColorScheme = locale == "ko-KR" ? ColorScheme.Dark : ColorScheme.Light;
        }, words: new PhoneWords(language));
        await phone.Go("#" + await gateway.Operator.ActivationCode("contoso", Long));
        await Whole("nameTitle", "name");
        await phone.Tap("verify");
        await Whole("enableTitle", "enable");
        await phone.Enable();
        await computer.Prompt(Long);
        await Whole("asking", "request");

        async Task Whole(string heading, string picture)
        {
            await phone.Says(heading);
            await phone.Window.Look($"web-phone-{picture}-{locale}");
            await phone.FitsWidth();
        }
    }

    [Fact, Trait("Rule", "PHO-1")]
    public async Task All_of_it_is_light_and_comes_from_this_service_alone()
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(
            chromium, gateway, change: options => options.ServiceWorkers = ServiceWorkerPolicy.Block);
        var (bytes, foreign) = (0, new List<string>());
        phone.Page.RequestFinished += (_, request) =>
        {
            if (!request.Url.StartsWith(gateway.Settings.Origin!, StringComparison.Ordinal)) lock (foreign) foreign.Add(request.Url);
        };
        var session = await phone.Page.Context.NewCDPSessionAsync(phone.Page);
        await using var meter = new Meter(session, size => Interlocked.Add(ref bytes, size));
        await meter.Start();
        await phone.Go();
        await phone.Window.Says("Make this your phone for signing in");
        await phone.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(foreign);
        Assert.InRange(bytes, 5_000, 60 * 1024);
    }

    /// <summary>What came over the wire.</summary>
    private sealed class Meter(ICDPSession session, Action<int> count) : IAsyncDisposable
    {
        public Task Start()
        {
            session.Event("Network.loadingFinished").OnEvent += (_, said) =>
                count((int)(said?.GetProperty("encodedDataLength").GetDouble() ?? 0));
            return session.SendAsync("Network.enable");
        }

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
