using System.Diagnostics;
using System.Text.Json;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>
/// PHO-4, T33: a phone that is a browser is woken. Its push service is the tests' own: it hears what the gateway sends, and reads it; the
/// browser's worker is then given that, as the browser's maker would.
/// </summary>
public sealed class WebPhonePushTests(WholeChromium chromium, ITestOutputHelper output) : IClassFixture<WholeChromium>
{
    private const string Ada = "ada@contoso.example";

    /// <summary>Two seconds on a machine that does nothing else; how long it was is printed.</summary>
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);

    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_phone_asleep_is_notified_and_the_notification_leads_to_the_request()
    {
        await using var scene = await Scene.Open(chromium);
        var phone = scene.Phone;
        await phone.Follow(await scene.Gateway.Operator.ActivationCode("contoso", Ada));
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await Assertions.Expect(scene.Wish).ToBeCheckedAsync();
        await phone.Window.Look("web-phone-notify");
        await phone.Tap("enable");
        await phone.Says("readyTitle");
        await phone.Shows("readyWoken");
        await phone.Window.Look("web-phone-ready-woken");
        await phone.Tap("done");
        await phone.Says("home");
        Assert.Equal("on", await scene.Standing());

        await phone.Page.GotoAsync("about:blank");   // the phone is put away
        await using var computer = await Window.Open(chromium, scene.Gateway);
        var watch = Stopwatch.StartNew();
        var number = await computer.Prompt(Ada);
        var message = await scene.Waker.Hear();
        Assert.Equal("look", message);
        await scene.Waker.Deliver(message);
        Assert.Equal(("Sign-in", "A sign-in waits for you."), await scene.Waker.Notification());
        await phone.Page.GotoAsync(await scene.Waker.Tap());
        await phone.Says("asking");
        output.WriteLine($"From pressing Next to the request on the phone: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < Generous);
        await phone.Approve(number);
        await computer.Says(English.DoneTitle);
    }

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_phone_in_somebody_s_hand_keeps_no_notification_of_what_its_page_shows()
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Enrol();
        await scene.Phone.Page.GotoAsync("about:blank");
        await using var computer = await Window.Open(chromium, scene.Gateway);
        await computer.Prompt(Ada);
        await scene.Waker.Deliver(await scene.Waker.Hear());
        await scene.Waker.Notification();
        await scene.Phone.Go();   // taken up by itself, not by the notification
        await scene.Phone.Says("asking");
        await scene.Waker.Until(async () => !await scene.Waker.IsShown());
    }

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_phone_that_shall_not_notify_works_all_the_same_and_is_switched_on_and_off_in_its_menu()
    {
        await using var scene = await Scene.Open(chromium);
        var phone = scene.Phone;
        await phone.Follow(await scene.Gateway.Operator.ActivationCode("contoso", Ada));
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await scene.Wish.UncheckAsync();
        await phone.Tap("enable");
        await phone.Says("readyTitle");
        await phone.Shows("readyHow");
        await phone.Tap("done");
        await phone.Says("home");
        Assert.Equal("none", await scene.Standing());

        await phone.Manage(Ada);
        await phone.Tap("notifyAllow");
        await phone.Says("notifyTitle");
        await phone.Window.Look("web-phone-notify-later");
        await phone.Tap("notifyAllow");
        await phone.Window.Says(Ada);
        await phone.Window.Look("web-phone-account-notified");
        Assert.Equal("on", await scene.Standing());
        await phone.Tap("notifyOff");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = phone.Words["notifyAllow"] })).ToBeVisibleAsync();
        Assert.Equal("none", await scene.Standing());
    }

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_browser_that_does_not_allow_it_is_a_phone_all_the_same_and_says_what_is_missing()
    {
        await using var scene = await Scene.Open(chromium);
        var phone = scene.Phone;
        await phone.Follow(await scene.Gateway.Operator.ActivationCode("contoso", Ada));
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await scene.Waker.Refuses();
        await phone.Tap("enable");
        await phone.Says("readyTitle");
        await phone.Shows("notifyBlocked");
        await phone.Window.Look("web-phone-ready-blocked");
        await phone.Tap("done");
        await using var computer = await Window.Open(chromium, scene.Gateway);
        await phone.Approve(await computer.Prompt(Ada));
        await computer.Says(English.DoneTitle);
        Assert.Equal("none", await scene.Standing());
    }

    /// <summary>Its pages are notified on the home screen alone, and have other accounts there.</summary>
    [Theory, Trait("Rule", "PHO-4")]
    [InlineData("en-US", "en")]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ko-KR", "ko")]
    public async Task On_an_iPhone_the_page_leads_to_the_home_screen_with_the_code(string locale, string language)
    {
        await using var gateway = await WebPhone.Gateway();
        await using var phone = await WebPhone.Open(
            chromium, gateway, words: new PhoneWords(language), change: options => (options.UserAgent, options.Locale) = (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
                + "Mobile/15E148 Safari/604.1", locale));
        await phone.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"], new() { Origin = gateway.Settings.Origin });
        await gateway.Operator.CreateUser("contoso", Ada);
        var code = await gateway.Operator.ActivationCode("contoso", Ada);
        await phone.Go("#" + code);
        await phone.Says("homeFirstTitle");
        await phone.Tap("copyCode");
        await phone.Shows("copied");
        Assert.Equal(code, await phone.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await phone.Window.Look("web-phone-home-first-" + language);
        await phone.FitsWidth();
        await phone.Tap("homeFirstNot");
        await phone.Says("nameTitle");
        await phone.Tap("verify");
        await phone.Says("enableTitle");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
        await phone.Tap("enable");
        await phone.Says("readyTitle");
        await phone.Shows("readyFromHome");
    }

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_subscription_that_has_changed_or_gone_is_made_anew_when_the_page_is_open()
    {
        await using var scene = await Scene.Open(chromium);
        var (phone, waker) = (scene.Phone, scene.Waker);
        await scene.Enrol();
        await waker.Change("/send/second");
        await phone.Page.ReloadAsync();
        await phone.Says("home");
        await waker.Until(() => scene.Registered("/send/second"));

        waker.KnowsNobody();
        await waker.Change("/send/third");
        await using var computer = await Window.Open(chromium, scene.Gateway);
        await phone.Approve(await computer.Prompt(Ada));
        Assert.Equal("/send/second", (await waker.Services.Next()).Path);
        await phone.Tap("done");
        await waker.Until(async () => await scene.Standing() == "on" && await scene.Registered("/send/third"));
    }

    [Fact, Trait("Rule", "PHO-4")]
    public async Task A_phone_that_is_notified_no_more_says_so_and_so_does_My_Security_Info()
    {
        await using var scene = await Scene.Open(chromium);
        var phone = scene.Phone;
        await scene.Enrol();
        scene.Waker.KnowsNobody();
        await scene.Waker.Refuses();
        await using var computer = await Window.Open(chromium, scene.Gateway);
        await phone.Approve(await computer.Prompt(Ada));
        await scene.Waker.Until(async () => await scene.Standing() == "gone");
        await phone.Tap("done");
        await phone.Shows("notifyGone");
        await phone.Window.Look("web-phone-gone");
        await computer.Go("/my");
        await Assertions.Expect(computer.Page.Locator("main")).ToContainTextAsync(English.MyPushGone);
        await computer.Look("my-push-gone");
    }

    /// <summary>A gateway, its push service, and a phone whose browser can subscribe there.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        public required Waker Waker { get; init; }
        public required RunningGateway Gateway { get; init; }
        public required WebPhone Phone { get; init; }

        /// <summary>Whether the person would like to be notified.</summary>
        public ILocator Wish => Phone.Page.GetByRole(AriaRole.Checkbox);

        public static async Task<Scene> Open(Chromium chromium)
        {
            var waker = await Waker.Start();
            var gateway = await WebPhone.Gateway(change: waker.Services.Known);
            await gateway.Operator.CreateUser("contoso", Ada);
            var phone = await WebPhone.Open(chromium, gateway);
            await waker.Serve(phone, gateway);
            return new() { Waker = waker, Gateway = gateway, Phone = phone };
        }

        public async Task Enrol()
        {
            await Phone.Follow(await Gateway.Operator.ActivationCode("contoso", Ada));
            await Phone.Tap("verify");
            await Phone.Says("enableTitle");
            await Phone.Tap("enable");
            await Phone.Shows("readyWoken");
            await Phone.Tap("done");
            await Phone.Says("home");
        }

        public async Task<string> Standing() =>
            (await Gateway.Admin(HttpMethod.Get, "contoso/users/" + Ada)).MustBe(200).Json.GetProperty("methods")[0]
                .GetProperty("push").GetString()!;

        /// <summary>Whether the phone is woken there.</summary>
        public async Task<bool> Registered(string path)
        {
            var row = await Gateway.Store.Load(
                Engine.Ports.RowKey.OfUser(new(new("contoso"), new(Ada))), TestContext.Current.CancellationToken);
            return JsonElement.Parse(row!.Body.Span).GetProperty("authenticators")[0].TryGetProperty("push", out var push)
                && push.GetProperty("address").GetString() == Waker.Services.Url + path;
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await Phone.DisposeAsync();   // which fails when its page complained of something
            }
            finally
            {
                await Gateway.DisposeAsync();
                await Waker.DisposeAsync();
            }
        }
    }
}
