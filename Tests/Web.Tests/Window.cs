using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Xunit.Sdk;

namespace Countersign.Web.Tests;

/// <summary>A browser's window: its own cookies, language, size and colours. Whatever the page complains of is kept.</summary>
internal sealed class Window : IAsyncDisposable
{
    private static readonly string Screenshots = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;
    private static readonly AxeRunOptions TargetsToo = new() { Rules = new() { ["target-size"] = new() { Enabled = true } } };

    private readonly IBrowserContext _context;
    private readonly string _origin;

    private Window(IBrowserContext context, IPage page, string origin) => (_context, Page, _origin) = (context, page, origin);

    public IPage Page { get; }

    /// <summary>Script errors and breaches of the page's own policy. A status of 4xx is none.</summary>
    public List<string> Complaints { get; private init; } = [];

    public ILocator Heading => Page.Locator("h1");

    public static async Task<Window> Open(Chromium chromium, RunningGateway gateway, Action<BrowserNewContextOptions>? change = null)
    {
        var options = new BrowserNewContextOptions { Locale = "en-US", ViewportSize = new() { Width = 1024, Height = 820 } };
        change?.Invoke(options);
        var context = await chromium.Process.NewContextAsync(options);
        return Watched(new Window(context, await context.NewPageAsync(), gateway.Settings.Origin ?? gateway.Url));
    }

    private static Window Watched(Window window)
    {
        window.Page.PageError += (_, error) => window.Complaints.Add(error);
        window.Page.Console += (_, message) =>
        {
            var isStatus =
                message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal);
            if (message.Type == "error" && !isStatus) window.Complaints.Add(message.Text);
        };
        return window;
    }

    /// <summary>Another tab of the same browser; it goes with the browser.</summary>
    public async Task<Window> Tab() => Watched(new(_context, await _context.NewPageAsync(), _origin) { Complaints = Complaints });

    public Task<IResponse?> Go(string page) => Page.GotoAsync(_origin + "/contoso" + page);

    /// <summary>From the form to the page it leads to.</summary>
    public async Task SignIn(string user)
    {
        await Go("/sign-in");
        await Page.Locator("#user_name").FillAsync(user);
        await Page.Locator("button[type=submit]").ClickAsync();
    }

    /// <summary>The same, where a number must come of it.</summary>
    public async Task<string> Prompt(string user)
    {
        await SignIn(user);
        return await Number();
    }

    public Task<string> Number() => NumberOn(Page);

    public static async Task<string> NumberOn(IPage page) =>
        string.Concat(await page.Locator(".number span").AllInnerTextsAsync() is { Count: > 0 } parts
            ? parts : [await page.Locator(".number").InnerTextAsync()]);

    /// <summary>The page says this at its top, now or as soon as it has gone on by itself.</summary>
    public Task Says(string heading) => Assertions.Expect(Heading).ToHaveTextAsync(heading, new() { Timeout = 20_000 });

    /// <summary>The page has gone on by itself to this path, with something to say in the query.</summary>
    public async Task Arrives(string path)
    {
        try
        {
            await Page.WaitForURLAsync("**" + path + "?*");
        }
        catch (TimeoutException late)
        {
            throw new XunitException($"Still at {Page.Url}, which says: {await Page.Locator("body").InnerTextAsync()}", late);
        }
    }

    /// <summary>Something leads the browser to another site, where nobody is. Where exactly.</summary>
    public async Task<string> LeavesTo(string site, Func<Task> something)
    {
        var request = await Page.RunAndWaitForRequestAsync(something, asked => asked.Url.StartsWith(site, StringComparison.Ordinal));
        await Rest(Page);
        return request.Url;
    }

    /// <summary>
    /// WCAG 2.2 AA by axe's rules, and its best practices; a picture to look at.
    /// </summary>
    public async Task Look(string name)
    {
        await Picture(name);
        // Called obsolete for what frames hold is not put together; no page here has any. The other way opens one more page for each look.
#pragma warning disable CS0618
        var found = await Page.RunAxeLegacy(new() { Include = [new("html")] }, TargetsToo);
#pragma warning restore CS0618
        Assert.True(found.Passes.Length > 10, $"{name}: only {found.Passes.Length} rules found something to judge");
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: " + string.Join(
                "; ", found.Violations.Select(rule => rule.Id + ": " + string.Join(" | ", rule.Nodes.Select(node => node.Html)))));
        Assert.Equal(1, await Heading.CountAsync());
        Assert.Equal(1, await Page.Locator("main").CountAsync());
    }

    /// <summary>
    /// The whole page. On a crowded machine the browser's compositor now and then has nothing to copy ("Unable to capture screenshot"),
    /// and has it a moment later; what is judged is the page and not its picture.
    /// </summary>
    private Task Picture(string name) => Again(Page, "Unable to capture", () => Page.ScreenshotAsync(
        new() { Path = Path.Combine(Screenshots, name + ".png"), FullPage = true }));

    /// <summary>As it comes out of a printer, to look at: the paper, and a picture as wide as it.</summary>
    public async Task Print(string name)
    {
        await Page.PdfAsync(new() { Path = Path.Combine(Screenshots, name + ".pdf"), Format = "A4" });
        await Page.SetViewportSizeAsync(718, 1047);
        await Picture(name + "-printed");
    }

    /// <summary>Nothing sticks out sideways.</summary>
    public async Task FitsWidth()
    {
        await using var debugger = new Debugger(await _context.NewCDPSessionAsync(Page));
        Assert.Equal("0", await debugger.Evaluate("String(document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
    }

    /// <summary>
    /// Its pages come to rest first: Chromium that is told to close a page on its way to the next one may never say that it has
    /// (<c>Target.disposeBrowserContext</c>), and the test would wait for ever.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var page in _context.Pages.ToArray()) await Rest(page);
        await _context.DisposeAsync();
        Assert.Empty(Complaints);
    }

    /// <summary>Nowhere, and no more on its way: what the page began before this interrupts it, and is then over.</summary>
    private static Task Rest(IPage page) => Again(page, "interrupted", () => page.GotoAsync("about:blank"));

    /// <summary>Up to five times, while the browser fails with these words; it needs a moment in between.</summary>
    private static async Task Again(IPage page, string words, Func<Task> what)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await what();
                return;
            }
            catch (PlaywrightException failed) when (tries < 5 && failed.Message.Contains(words, StringComparison.Ordinal))
            {
                await page.WaitForTimeoutAsync(200);
            }
        }
    }

    private sealed class Debugger(ICDPSession session) : IAsyncDisposable
    {
        public async Task<string> Evaluate(string expression)
        {
            var answer = await session.SendAsync("Runtime.evaluate", new()
            {
                ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true,
            });
            Assert.False(answer!.Value.TryGetProperty("exceptionDetails", out var thrown), thrown.ToString());
            return answer.Value.GetProperty("result").GetProperty("value").ToString();
        }

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
