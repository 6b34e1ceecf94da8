using Countersign.Gateway.Html.Texts;

namespace Countersign.Web.Tests;

/// <summary>
/// An application of another origin sends a person here and gets them back: what browsers allow between origins is part of it.
/// </summary>
public sealed class ApplicationTests(Chromium chromium)
{
    private const string Ada = "ada@contoso.example", Welcome = "A sample application";
    private static readonly PageTexts English = PageTexts.All.Single(texts => texts.Language == "en");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]   // the page refreshes itself
    public async Task A_person_signs_in_to_it_and_out_again(bool hasScript)
    {
        await using var scene = await Scene.Open(chromium, options => options.JavaScriptEnabled = hasScript);
        var (window, page) = (scene.Window, scene.Window.Page);
        await scene.SignIn();
        await Assertions.Expect(page.Locator("td", new() { HasText = Ada })).ToBeVisibleAsync();
        Assert.StartsWith(scene.Application.Url + "/callback?", page.Url, StringComparison.Ordinal);

        await page.GotoAsync(scene.Application.Url + "/sign-in");   // the session is there: no phone is needed
        await window.Says("You are signed in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await window.Says(Welcome);
        Assert.Equal(scene.Application.Url + "/", page.Url);
        await page.GotoAsync(scene.Application.Url + "/sign-in");   // and now it is not
        await window.Says(English.SignIn);
    }

    [Fact, Trait("Rule", "A13")]
    public async Task Who_is_asked_before_signing_out_gets_back_to_it_too()
    {
        await using var scene = await Scene.Open(chromium);
        var (window, page) = (scene.Window, scene.Window.Page);
        await scene.SignIn();
        await page.GotoAsync(scene.Application.SignOutAt(scene.Gateway));
        await window.Says(English.SignOutTitle);
        await window.Look("sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = English.SignOut }).ClickAsync();
        await window.Says(Welcome);
        Assert.Equal(scene.Application.Url + "/", page.Url);
    }

    [Fact]
    public async Task Who_turns_back_is_told_so_by_it()
    {
        await using var scene = await Scene.Open(chromium);
        var (window, page) = (scene.Window, scene.Window.Page);
        await page.GotoAsync(scene.Application.Url + "/sign-in");
        await window.Says(English.SignIn);
        await window.Look("form-application");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to Sample application" }).ClickAsync();
        await window.Says("You are not signed in");
        await Assertions.Expect(page.GetByText("access_denied")).ToBeVisibleAsync();
    }

    private sealed class Scene : IAsyncDisposable
    {
        public required RunningGateway Gateway { get; init; }
        public required PersonsPhone Phone { get; init; }
        public required SampleApplication Application { get; init; }
        public required Window Window { get; init; }

        /// <summary>The clock begins where the machine's stands: the application looks at a clock of its own.</summary>
        public static async Task<Scene> Open(Chromium chromium, Action<BrowserNewContextOptions>? change = null)
        {
            var gateway = await RunningGateway.Furnished(clock: new TestClock(TimeProvider.System.GetUtcNow()));
            return new()
            {
                Gateway = gateway, Phone = await PersonsPhone.Of(gateway, Ada), Application = await SampleApplication.Start(gateway),
                Window = await Window.Open(chromium, gateway, change),
            };
        }

        /// <summary>From the application's own page and back to it.</summary>
        public async Task SignIn()
        {
            await Window.Page.GotoAsync(Application.Url);
            await Window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Countersign" }).ClickAsync();
            await Window.Says(English.SignIn);
            await Window.Page.Locator("#user_name").FillAsync(Ada);
            await Window.Page.Locator("button[type=submit]").ClickAsync();
            await Phone.Approve(await Window.Number());
            await Window.Says("You are signed in");
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await Window.DisposeAsync();   // which fails when the page complained of something
            }
            finally
            {
                await Application.DisposeAsync();
                Phone.Dispose();
                await Gateway.DisposeAsync();
            }
        }
    }
}
