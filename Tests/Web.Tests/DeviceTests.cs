using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>The pages of the device grant (RFC 8628 3.3), as a person sees them who sits before a device that shows a code.</summary>
public sealed class DeviceTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example";
    private static readonly PageTexts English = In("en");

    [Fact]
    public async Task The_code_is_typed_the_phone_approves_and_the_device_is_connected()
    {
        await using var scene = await Scene.Open(chromium);
        var (window, page) = (scene.Window, scene.Window.Page);
        await window.Go("/device");
        await window.Says(English.DeviceTitle);
        await window.Look("device-code");
        await Assertions.Expect(page.Locator("#user_code")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(scene.Code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("Enter");
        await scene.SignIn(English, "device");
        await window.Look("device-question");
        Assert.Contains(scene.Code, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await scene.Answer(English.DeviceApprove);
        await window.Says(English.DeviceDoneTitle);
        await window.Look("device-connected");
        (await scene.Collect()).MustBe(200);
    }

    [Fact]
    public async Task A_code_that_the_address_brings_is_there_to_be_compared_and_who_denies_is_not_signed_in()
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Window.Page.GotoAsync(scene.AddressWithCode);
        Assert.Equal(scene.Code, await scene.Window.Page.Locator("#user_code").InputValueAsync());
        await scene.Next();
        await scene.SignIn(English);
        await scene.Answer(English.DeviceDeny);
        await scene.Window.Says(English.DeviceDeniedTitle);
        await scene.Window.Look("device-denied");
        Assert.Equal("access_denied", (await scene.Collect()).MustBe(400)["error"]);
    }

    [Theory]
    [InlineData("BCDF-GHJK", "wrong")]
    [InlineData("tv 12", "malformed")]
    public async Task A_code_that_no_device_shows_is_told_so_at_its_field(string typed, string picture)
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Window.Go("/device");
        await scene.Enter(typed);
        await Assertions.Expect(scene.Window.Page.Locator("#user_code_error")).ToHaveTextAsync(English.DeviceWrong);
        await scene.Window.Look("device-code-" + picture);
        var field = scene.Window.Page.Locator("#user_code");
        Assert.Equal((typed, "true"), (await field.InputValueAsync(), await field.GetAttributeAsync("aria-invalid")));
        await scene.Enter(scene.Code);
        await scene.Window.Says(English.SignIn);
    }

    [Fact]
    public async Task A_code_whose_time_is_over_connects_nothing()
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Window.Go("/device");
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        await scene.Enter(scene.Code);
        await scene.SignIn(English);
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        await scene.Answer(English.DeviceApprove);
        await Assertions.Expect(scene.Window.Page.Locator("#user_code_error")).ToBeVisibleAsync();
        await scene.Window.Look("device-expired");
        Assert.Equal("expired_token", (await scene.Collect()).MustBe(400)["error"]);
    }

    [Fact]
    public async Task A_question_that_was_left_open_too_long_says_where_to_go()
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Window.Go("/device");
        await scene.Enter(scene.Code);
        await scene.SignIn(English);
        scene.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        await scene.Answer(English.DeviceApprove);
        await scene.Window.Says(English.LinkTitle);
        await scene.Window.Look("device-stale");
    }

    [Fact]
    public async Task Who_denies_on_the_phone_is_not_asked_about_the_device()
    {
        await using var scene = await Scene.Open(chromium);
        await scene.Window.Page.GotoAsync(scene.AddressWithCode);
        await scene.Next();
        await scene.TypeName();
        await scene.Window.Says(English.NumberTitle);
        await scene.Phone.Deny();
        await scene.Window.Says(English.DeniedTitle);
        await scene.Window.Look("device-phone-denied");
        Assert.Equal("authorization_pending", (await scene.Collect()).MustBe(400)["error"]);
    }

    [Fact]
    public async Task Without_script_it_is_all_there()
    {
        await using var scene = await Scene.Open(chromium, options => options.JavaScriptEnabled = false);
        await scene.Window.Go("/device");
        await scene.Enter(scene.Code);
        await scene.SignIn(English);
        await scene.Answer(English.DeviceApprove);
        await scene.Window.Says(English.DeviceDoneTitle);
        (await scene.Collect()).MustBe(200);
    }

    [Theory]
    [InlineData("zh-TW", "zh-Hant", 390, false)]
    [InlineData("ko-KR", "ko", 390, false)]
    [InlineData("en-US", "en", 320, false)]
    [InlineData("en-US", "en", 1024, true)]
    public async Task In_every_language_and_shape_the_pages_are_whole(string locale, string language, int width, bool isDark)
    {
        var (texts, suffix) = (In(language), $"-{language}-{width}{(isDark ? "-dark" : "")}");
        await using var scene = await Scene.Open(chromium, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = width, Height = 844 };
            options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;
        });
        await scene.Window.Go("/device");
        await scene.Whole(texts.DeviceTitle, "device-code" + suffix);
        await scene.Enter("BCDF-GHJK");
        await Assertions.Expect(scene.Window.Page.Locator("#user_code_error")).ToHaveTextAsync(texts.DeviceWrong);
        await scene.Whole(texts.DeviceTitle, "device-code-wrong" + suffix);
        await scene.Enter(scene.Code);
        await scene.SignIn(texts);
        await scene.Whole(texts.DeviceAskTitle, "device-question" + suffix);
        await scene.Answer(texts.DeviceApprove);
        await scene.Whole(texts.DeviceDoneTitle, "device-connected" + suffix);

        await scene.Window.Page.GotoAsync(await scene.AnotherAddress());   // signed in already: straight to the question
        await scene.Next();
        await scene.Window.Says(texts.DeviceAskTitle);
        await scene.Answer(texts.DeviceDeny);
        await scene.Whole(texts.DeviceDeniedTitle, "device-denied" + suffix);
    }

    private static PageTexts In(string language) => PageTexts.All.Single(texts => texts.Language == language);

    private sealed class Scene : IAsyncDisposable
    {
        private Reply? _shown;

        public required RunningGateway Gateway { get; init; }
        public required PersonsPhone Phone { get; init; }
        public required Window Window { get; init; }
        public required RelyingParty Device { get; init; }
        public string Code => _shown!["user_code"];
        public string AddressWithCode => _shown!["verification_uri_complete"];

        public static async Task<Scene> Open(Chromium chromium, Action<BrowserNewContextOptions>? change = null)
        {
            var gateway = await RunningGateway.Furnished();
            var device = await Box.Open(gateway);
            return new()
            {
                Gateway = gateway, Phone = await PersonsPhone.Of(gateway, Ada), Window = await Window.Open(chromium, gateway, change),
                Device = device,
                _shown = (await Box.Ask(device)).MustBe(200),
            };
        }

        /// <summary>The same device shows another code.</summary>
        public async Task<string> AnotherAddress()
        {
            _shown = (await Box.Ask(Device)).MustBe(200);
            return AddressWithCode;
        }

        public async Task Enter(string code)
        {
            await Window.Page.Locator("#user_code").FillAsync(code);
            await Next();
        }

        public Task Next() => Window.Page.Locator("button[type=submit]").ClickAsync();

        public async Task TypeName()
        {
            await Window.Page.Locator("#user_name").FillAsync(Ada);
            await Next();
        }

        /// <summary>From the sign-in form, where the code led, to the question.</summary>
        /// <param name="picture">What the pictures of form and number are called; null for none.</param>
        public async Task SignIn(PageTexts texts, string? picture = null)
        {
            await Window.Says(texts.SignIn);
            await Assertions.Expect(Window.Page.GetByText(texts.SignInTo.Replace("{0}", Box.Name, StringComparison.Ordinal)))
                .ToBeVisibleAsync();
            if (picture is not null) await Window.Look(picture + "-form");
            await TypeName();
            await Window.Says(texts.NumberTitle);
            if (picture is not null) await Window.Look(picture + "-number");
            await Phone.Approve(await Window.Number());
            await Window.Says(texts.DeviceAskTitle);
        }

        public Task Answer(string button) => Window.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

        public Task<Reply> Collect() => Box.Collect(Device, _shown!["device_code"]);

        public async Task Whole(string heading, string picture)
        {
            await Window.Says(heading);
            await Window.Look(picture);
            await Window.FitsWidth();
        }

        public async ValueTask DisposeAsync()
        {
            await Window.DisposeAsync();
            Phone.Dispose();
            await Gateway.DisposeAsync();
        }
    }
}
