using Countersign.Gateway;

namespace Countersign.Web.Tests;

/// <summary>
/// A phone that is a browser: a window of its own, with an authenticator that verifies its person, or none. Its clock is the gateway's.
/// </summary>
internal sealed class WebPhone : IAsyncDisposable
{
    /// <summary>A browser without a screen has an answer of its own to this question.</summary>
    private const string NoAuthenticator =
        "if (self.PublicKeyCredential) PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => false;";

    /// <summary>Neither has it somebody to ask: who is asked whether it may notify says no.</summary>
    private const string NoNotifications = """
        if (location.protocol.startsWith("http")) {
          Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem("permission") ?? "default" });
          Notification.requestPermission = async () => (localStorage.setItem("permission", "denied"), "denied");
        }
        """;

    private readonly RunningGateway _gateway;
    private ICDPSession? _debugger;
    private string? _authenticator;

    private WebPhone(RunningGateway gateway, Window window, PhoneWords words) => (_gateway, Window, Words) = (gateway, window, words);

    public Window Window { get; }

    /// <summary>What it says, in the language of its person.</summary>
    public PhoneWords Words { get; }

    public IPage Page => Window.Page;

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    /// <summary>A gateway whose pages have an origin that browsers take for a relying party: an address of numbers is none.</summary>
    public static Task<RunningGateway> Gateway(TestClock? clock = null, Func<GatewaySettings, GatewaySettings>? change = null) =>
        RunningGateway.Furnished(
            settings => (change?.Invoke(settings) ?? settings) with
            {
                Origin = settings.Urls.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
            },
            clock: clock);

    public static async Task<WebPhone> Open(
        Chromium chromium, RunningGateway gateway, bool hasAuthenticator = true, Action<BrowserNewContextOptions>? change = null,
        PhoneWords? words = null)
    {
        var window = await Window.Open(chromium, gateway, options =>
        {
            options.ViewportSize = new() { Width = 390, Height = 844 };
            options.HasTouch = true;
            options.IsMobile = true;
            change?.Invoke(options);
        });
        var phone = new WebPhone(gateway, window, words ?? PhoneWords.English)
        {
            _debugger = await window.Page.Context.NewCDPSessionAsync(window.Page),
        };
        await phone._debugger.SendAsync("WebAuthn.enable");
        if (hasAuthenticator) await phone.AddAuthenticator();
        else await window.Page.AddInitScriptAsync(NoAuthenticator);
        await window.Page.AddInitScriptAsync(NoNotifications);
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
        await Follow(await _gateway.Operator.ActivationCode("contoso", user));
        await Tap("verify");
        await Says("enableTitle");
        await Enable();
    }

    /// <summary>Where the camera leads with a code.</summary>
    public async Task Follow(string code)
    {
        await Go("#" + code);
        await Says("nameTitle");
    }

    /// <summary>From the page that offers it to the list of accounts.</summary>
    public async Task Enable()
    {
        await Tap("enable");
        await Says("readyTitle");
        await Tap("done");
        await Says("home");
    }

    /// <param name="heading">By the name of its text.</param>
    public Task Says(string heading) => Window.Says(Words[heading]);

    /// <summary>Somewhere on the page, in its own words or in part of them.</summary>
    public Task Shows(string text) => Assertions.Expect(Page.Locator("main")).ToContainTextAsync(Words[text]);

    /// <param name="button">By the name of its text.</param>
    public Task Tap(string button) => Press(Words[button]);

    /// <param name="button">By what is written on it.</param>
    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task Manage(string user) => Press(Words.Fill("manage", user));

    /// <summary>A link, by the name of its text.</summary>
    public ILocator Link(string link) => Page.GetByRole(AriaRole.Link, new() { Name = Words[link] });

    /// <summary>Chooses a number on the request that is shown.</summary>
    public async Task Choose(string number)
    {
        await Says("asking");
        await Page.GetByRole(AriaRole.Radio, new() { Name = number, Exact = true }).CheckAsync(new() { Force = true });
    }

    /// <summary>Chooses a number that is not this one.</summary>
    public async Task Mistake(string number)
    {
        await Says("asking");
        var choices = await Page.GetByRole(AriaRole.Radio).EvaluateAllAsync<string[]>("all => all.map(one => one.value)");
        await Choose(choices.First(choice => choice != number));
    }

    /// <summary>Asked, pressed, said: the person sees what waits, answers, and reads how it ended.</summary>
    /// <param name="button">By the name of its text; so is the heading that follows.</param>
    public async Task Answer(string button, string ending)
    {
        await Says("asking");
        await Tap(button);
        await Says(ending);
    }

    public async Task Approve(string number)
    {
        await Choose(number);
        await Answer("approve", "approved");
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

    /// <summary>The authenticator forgets what it was asked to keep.</summary>
    public Task LoseKeys() => _debugger!.SendAsync("WebAuthn.clearCredentials", new() { ["authenticatorId"] = _authenticator! });

    /// <summary>The debugger goes with the window: to take leave of it first may wait for an answer that never comes.</summary>
    public ValueTask DisposeAsync() => Window.DisposeAsync();
}
