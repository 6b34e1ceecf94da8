using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>
/// The rule that the documents tell first, in a browser, with an application of another origin and a provider that nobody here wrote: an
/// unanswered verification is pending, the person tries again, and is taken to AD FS to enter a password (S-45, S-46, S-59).
/// </summary>
public sealed class FederationTests(Chromium chromium)
{
    private const string Fran = "fran@fabrikam.example";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory, Trait("Rule", "S-45"), Trait("Rule", "S-46"), Trait("Rule", "S-59")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_attempt_is_taken_to_AD_FS_and_comes_back_while_the_first_ends_by_the_phone(bool hasScript)
    {
        await using var scene = await Scene.Open(chromium);
        using var phone = await PersonsPhone.Of(scene.Gateway, Fran);
        await using var first = await scene.Window(hasScript);
        await using var second = await scene.Window(hasScript);
        await scene.Begin(first);
        var number = await first.Number();

        await scene.Begin(second);   // no click leads on from here
        await second.Says(Adfs.Heading);
        await second.Page.GetByLabel("Password").FillAsync("a wrong one");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await scene.TypePassword(second);
        await second.Says("You are signed in");
        Assert.Equal(scene.Application.Url + "/", second.Page.Url);
        await Assertions.Expect(second.Page.Locator("td", new() { HasTextRegex = new("^fed$") })).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.Locator("td", new() { HasTextRegex = new("^pwd$") })).ToBeVisibleAsync();
        Assert.Equal("pending", Assert.Single(await scene.Gateway.Operator.Audit("sign_in.federated")).GetProperty("reason").GetString());

        await phone.Approve(number);   // it is still answerable
        await first.Says("You are signed in");
        await Assertions.Expect(first.Page.Locator("td", new() { HasTextRegex = new("^pop$") })).ToBeVisibleAsync();
        Assert.Single(await scene.Gateway.Operator.Audit("challenge.approved"));
    }

    /// <summary>S-58: AD FS, then the phone, in the same browser.</summary>
    [Fact, Trait("Rule", "S-58")]
    public async Task After_AD_FS_the_phone_is_asked_where_the_tenant_wants_both()
    {
        await using var scene = await Scene.Open(chromium, secondFactor: true);
        await scene.Gateway.Operator.CreateUser("contoso", Fran);
        using var phone = PersonsPhone.Reading(scene.Gateway, await scene.Gateway.Operator.ActivationCode("contoso", Fran));
        await phone.Activate();   // and no more
        await using var window = await scene.Window(hasScript: true);
        await scene.Begin(window);
        await window.Says(Adfs.Heading);
        await scene.TypePassword(window);
        await window.Says(English.NumberTitle);
        await window.Look("second-factor");
        await phone.Approve(await window.Number());
        await window.Says("You are signed in");
        foreach (var method in new[] { "fed", "pwd", "mfa", "pop" })
            await Assertions.Expect(window.Page.Locator("td", new() { HasTextRegex = new($"^{method}$") })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en-US", "")]
    [InlineData("zh-TW", "-zh")]
    [InlineData("ko-KR", "-ko")]
    public async Task Who_has_no_phone_reads_so_on_a_page_that_everybody_can_use(string locale, string mark)
    {
        await using var scene = await Scene.Open(chromium, secondFactor: true);
        await scene.Gateway.Operator.CreateUser("contoso", Fran);
        await using var window = await scene.Window(hasScript: true, options =>
        {
            options.Locale = locale;
            options.ViewportSize = new() { Width = 320, Height = 640 };
        });
        await scene.Begin(window);
        await window.Says(Adfs.Heading);
        await scene.TypePassword(window);
        await Assertions.Expect(window.Page.Locator(".code")).ToContainTextAsync("CS4058");
        await window.Look("second-factor-without-phone" + mark);
        await window.FitsWidth();
    }

    /// <summary>Another sign-in waits: the page says so, and one click sends the number afterwards.</summary>
    [Fact]
    public async Task While_another_sign_in_waits_the_page_says_so_and_one_click_sends_the_number_afterwards()
    {
        await using var scene = await Scene.Open(chromium, secondFactor: true);
        using var phone = await PersonsPhone.Of(scene.Gateway, Fran);
        await using var first = await scene.Window(hasScript: true);
        await using var second = await scene.Window(hasScript: true);
        await scene.Begin(first);
        await first.Number();
        await scene.Begin(second);
        await second.Says(Adfs.Heading);
        await scene.TypePassword(second);
        await second.Says(English.SecondTitle);
        await second.Look("second-factor-pending");
        await phone.Deny();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = English.SecondSend }).ClickAsync();
        await phone.Approve(await second.Number());
        await second.Says("You are signed in");
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly Chromium _chromium;
        private readonly Adfs _adfs;

        private Scene(Chromium chromium, RunningGateway gateway, Adfs adfs, SampleApplication application) =>
            (_chromium, Gateway, _adfs, Application) = (chromium, gateway, adfs, application);

        public RunningGateway Gateway { get; }

        public SampleApplication Application { get; }

        /// <summary>The clock begins where the machine's stands: the application and AD FS look at clocks of their own.</summary>
        public static async Task<Scene> Open(Chromium chromium, bool secondFactor = false)
        {
            var gateway = await RunningGateway.Furnished(Callback.Trusted, clock: new TestClock(TimeProvider.System.GetUtcNow()));
            await gateway.Operator.Configure(
                "contoso", settings => settings with { SecondFactor = secondFactor, ChallengeSeconds = 600 });
            return new(chromium, gateway, await Adfs.Start(gateway), await SampleApplication.Start(gateway));
        }

        public Task<Window> Window(bool hasScript, Action<BrowserNewContextOptions>? change = null) =>
            Web.Tests.Window.Open(_chromium, Gateway, options =>
            {
                (options.JavaScriptEnabled, options.IgnoreHTTPSErrors) = (hasScript, true);   // its certificate is the tests' own
                change?.Invoke(options);
            });

        /// <summary>From the application's own page to where the user name leads.</summary>
        public async Task Begin(Window window)
        {
            await window.Page.GotoAsync(Application.Url);
            await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Countersign" }).ClickAsync();
            await window.Page.Locator("#user_name").FillAsync(Fran);
            await window.Page.Locator("button[type=submit]").ClickAsync();
        }

        public async Task TypePassword(Window window)
        {
            // What AD FS signs now must not be from a future that this clock has not reached.
            var passed = TimeProvider.System.GetUtcNow() - Gateway.Clock.GetUtcNow();
            if (passed > TimeSpan.Zero) Gateway.Clock.Advance(passed);
            await window.Page.GetByLabel("Password").FillAsync(Adfs.Password);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Application.DisposeAsync();
            _adfs.Dispose();
            await Gateway.DisposeAsync();
        }
    }
}
