[assembly: AssemblyFixture(typeof(Countersign.Web.Tests.Chromium))]

namespace Countersign.Web.Tests;

/// <summary>
/// One browser for all tests; each has windows, cookies and settings of its own in it. It is the browser without its surroundings (a window
/// costs a third of the processor's time), where this machine has it: nothing but notifications needs more.
/// </summary>
public class Chromium : IAsyncLifetime
{
    // The browser's own traffic has no place in a test, and a sandbox in a container has no room.
    internal static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    internal static readonly string Whole = Named("CHROMIUM", "/usr/bin/chromium");

    private static readonly string Shell = Named("CHROMIUM_SHELL", "/usr/bin/chromium-headless-shell");

    private readonly string _program;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Chromium()
        : this(File.Exists(Shell) ? Shell : Whole)
    {
    }

    private protected Chromium(string program) => _program = program;

    public IBrowser Process => _browser ?? throw new InvalidOperationException("The browser has not started.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = _program, Args = Quiet });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string Named(string variable, string usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path ? path : usual;
}

/// <summary>The whole browser: it can show notifications.</summary>
public sealed class WholeChromium() : Chromium(Whole);
