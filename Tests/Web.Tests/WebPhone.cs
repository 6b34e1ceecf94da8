namespace Countersign.Web.Tests;

/// <summary>
/// A phone that is a browser: a window of its own, with an authenticator that verifies its person, or none. Its clock is the gateway's.
/// </summary>
internal sealed class WebPhone : IAsyncDisposable
{
    /// <summary>A browser without a screen has an answer of its own to this question.</summary>
    private const string NoAuthenticator = "PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => false;";

    private readonly RunningGateway _gateway;
    private ICDPSession? _debugger;
    private string? _authenticator;

    private WebPhone(RunningGateway gateway, Window window) => (_gateway, Window) = (gateway, window);

    public Window Window { get; }

    public IPage Page => Window.Page;

    /// <summary>A gateway whose pages have an origin that browsers take for a relying party: an address of numbers is none.</summary>
    public static Task<RunningGateway> Gateway(TestClock? clock = null) => RunningGateway.Furnished(
        settings => settings with { Origin = settings.Urls.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) }, clock: clock);

    public static async Task<WebPhone> Open(
        Chromium chromium, RunningGateway gateway, bool hasAuthenticator = true, Action<BrowserNewContextOptions>? change = null)
    {
        var window = await Window.Open(chromium, gateway, options =>
        {
            options.ViewportSize = new() { Width = 390, Height = 844 };
            options.HasTouch = true;
            options.IsMobile = true;
            change?.Invoke(options);
        });
        var phone = new WebPhone(gateway, window) { _debugger = await window.Page.Context.NewCDPSessionAsync(window.Page) };
        await phone._debugger.SendAsync("WebAuthn.enable");
        if (hasAuthenticator) await phone.AddAuthenticator();
        else await window.Page.AddInitScriptAsync(NoAuthenticator);
        await phone.KeepTime();
        return phone;
    }

    /// <summary>Its clock is the gateway's, from now on.</summary>
    public Task KeepTime() => Page.Clock.SetFixedTimeAsync(_gateway.Clock.GetUtcNow().UtcDateTime);

    public Task Go(string fragment = "") => Page.GotoAsync($"{_gateway.Settings.Origin}/contoso/phone{fragment}");

    /// <summary>From a code to a phone that is asked.</summary>
    public async Task Enrol(string user)
    {
        await _gateway.Operator.CreateUser("contoso", user);
        await Go("#" + await _gateway.Operator.ActivationCode("contoso", user));
        await Window.Says("Set up this phone");
        await Press("Verify and go on");
        await Window.Says("Enable phone sign‑in");
        await Press("Enable phone sign-in");
        await Window.Says("This phone is ready");
        await Press("Done");
        await Window.Says("Your accounts");
    }

    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Chooses a number on the request that is shown.</summary>
    public async Task Choose(string number)
    {
        await Window.Says("Are you signing in?");
        await Page.GetByRole(AriaRole.Radio, new() { Name = number, Exact = true }).CheckAsync(new() { Force = true });
    }

    public async Task Approve(string number)
    {
        await Choose(number);
        await Press("Approve");
        await Window.Says("Approved");
    }

    /// <summary>Nothing sticks out sideways. Asked within the page: another debugger that leaves takes the authenticator along.</summary>
    public async Task FitsWidth() => Assert.Equal(
        0, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));

    public async Task AddAuthenticator(bool verifies = true)
    {
        var added = await _debugger!.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies, ["automaticPresenceSimulation"] = true,
            },
        });
        _authenticator = added!.Value.GetProperty("authenticatorId").GetString();
    }

    /// <summary>Whether the finger is the right one.</summary>
    public Task Verifies(bool isRight) => _debugger!.SendAsync("WebAuthn.setUserVerified", new()
    {
        ["authenticatorId"] = _authenticator!, ["isUserVerified"] = isRight,
    });

    public async ValueTask DisposeAsync()
    {
        if (_debugger is not null) await _debugger.DetachAsync();
        await Window.DisposeAsync();
    }
}
