using System.Text.Json;
using Countersign.Engine.Ports;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Tests.Ciba;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Standing;

/// <summary>
/// Ada with two phones, and everything that her first phone approved: for herself, and for applications. Each door is then asked whether it
/// still serves it.
/// </summary>
internal sealed class StandingScene : IAsyncDisposable
{
    public const string Ada = Till.Ada, OtherAddress = "https://portal.example/other";
    private const ClientGrants All = ClientGrants.Code | ClientGrants.Refresh | ClientGrants.Ciba | ClientGrants.Device;

    private readonly Callback _callback;
    private readonly string? _home;
    private string _code = "", _verifier = "", _access = "", _refresh = "", _deviceCode = "", _page = "", _authReqId = "";
    private string _pendingId = "", _pendingNumber = "";

    /// <summary>Any number but the pending one.</summary>
    public string WrongNumber => _pendingNumber == "10" ? "11" : "10";

    private RelyingParty _resource = null!;

    private StandingScene(RunningGateway gateway, Callback callback, string? home) =>
        (Gateway, _callback, _home) = (gateway, callback, home);

    public RunningGateway Gateway { get; }
    public RelyingParty Portal { get; private set; } = null!;
    public RelyingParty Pushed { get; private set; } = null!;
    public Handset First { get; private set; } = null!;
    public Handset Second { get; private set; } = null!;
    public Handset? Third { get; set; }
    public Browser Session { get; private set; } = null!;
    private Browser Approved { get; set; } = null!;

    /// <param name="onDisk">In a data folder of its own, which can be put back.</param>
    public static async Task<StandingScene> Open(bool onDisk = false)
    {
        var home = onDisk ? Directory.CreateTempSubdirectory("countersign-").FullName : null;
        var gateway = home is null
            ? await RunningGateway.Start(Callback.Trusted)
            : await RunningGateway.OnDisk(Path.Combine(home, "data"), Callback.Trusted);
        await gateway.Operator.CreateTenant("contoso");
        await gateway.Operator.AllowEveryone("contoso");
        var scene = new StandingScene(gateway, await Callback.Start(), home);
        await scene.Register();
        scene._resource = await RelyingParty.WithSecret(scene.Gateway, "resource");
        (scene.First, scene.Second) = (await scene.Gateway.Enrol(Ada), await scene.Gateway.Enrol(Ada));
        scene.Session = await scene.Gateway.SignIn(scene.First);
        await scene.GetsTokens();
        await scene.HasADeviceAgreedTo();
        await scene.IsPushed();
        await scene.HasApproved();
        (scene._pendingId, scene._pendingNumber) = await Ask(scene.Portal);
        return scene;
    }

    /// <summary>The application with the address to which its codes went, or without.</summary>
    public Task RegisterPortal(params string[] addresses) => Gateway.Operator.Register(
        "contoso", RelyingParty.Registration("portal") with { Grants = All, RedirectUris = [.. addresses, OtherAddress] });

    /// <summary>The clients, as they are or as they are made again.</summary>
    public async Task Register()
    {
        Portal = await RelyingParty.WithSecret(Gateway, "portal", client => client with
        {
            Grants = All, RedirectUris = [RelyingParty.Callback, OtherAddress],
        });
        Pushed = await RelyingParty.WithSecret(Gateway, "pushed", client => client with
        {
            Grants = ClientGrants.Ciba, RedirectUris = [], PostLogoutRedirectUris = [],
            Backchannel = new(Delivery.Push, _callback.Url, false, false),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _callback.DisposeAsync();
        if (_home is not null) Directory.Delete(_home, recursive: true);
    }

    /// <summary>The data folder is put back as it is now, and served as restored.</summary>
    public async Task Restore()
    {
        await Gateway.Stop();
        await Gateway.Begin(isRestored: true);
    }

    /// <summary>Whether each door serves what came of the first phone's approvals: its name, when it does.</summary>
    public async Task<string> Served()
    {
        List<string> open = [];
        foreach (var (name, isOpen) in Doors())
        {
            if (await isOpen()) open.Add(name);
        }

        return string.Join(' ', open);
    }

    private IEnumerable<(string Name, Func<Task<bool>> IsOpen)> Doors() =>
    [
        ("session", async () => (await Session.Send(HttpMethod.Get, "/session")).Status == 200),
        ("info", async () => (await Session.Send(HttpMethod.Get, "/security-info")).Status == 200),
        ("add", async () => (await Session.Send(HttpMethod.Post, "/security-info/methods")).Status == 201),
        ("authorize", Authorizes),
        ("page", async () => (await Portal.Get(Session, _page)).Text.Contains("/device/answer", StringComparison.Ordinal)),
        ("userinfo", async () => (await Portal.UserInfo(_access)).Status == 200),
        ("introspection", async () => (await _resource.Ask("/introspect", ("token", _access))).Json.GetProperty("active").GetBoolean()),
        ("refresh", async () => (await Portal.Refresh(_refresh)).Status == 200),
        ("code", async () => (await Portal.Redeem(_code, ("code_verifier", _verifier))).Status == 200),
        ("device", async () => (await Portal.Ask("/token", ("grant_type", Box.Grant), ("device_code", _deviceCode))).Status == 200),
        ("backchannel", async () => (await Portal.Collect(_authReqId)).Status == 200),
        ("approved", async () => (await Approved.Redeem()).Status == 200),
        ("pending", Completes),
        ("notice", IsTold),
    ];

    private async Task<bool> Authorizes()
    {
        var silent = await Portal.Authorize(Session, ("prompt", "none"));
        var asked = await Portal.Authorize(Session);
        if (silent.Header("Location")?.Contains("code=", StringComparison.Ordinal) == true) return true;
        if (silent.Status == 303) Assert.Equal("login_required", Portal.Refusal(silent));
        Assert.True(asked.Status != 303 || asked.Header("Location")!.StartsWith("/contoso/sign-in?", StringComparison.Ordinal));
        return false;
    }

    /// <summary>By whichever phone still answers; and the client gets its tokens.</summary>
    private async Task<bool> Completes()
    {
        foreach (var phone in ((Handset?[])[First, Second, Third]).OfType<Handset>())
        {
            var seen = await phone.Waiting();
            if (seen.Status != 200 || seen.Json.GetProperty("waiting").ValueKind != JsonValueKind.Object) continue;
            if ((await phone.Approve(_pendingNumber)).Status == 200) return (await Portal.Collect(_pendingId)).Status == 200;
        }

        return false;
    }

    /// <summary>The result is pushed again a while after the first push, which was not heard; whether it brings tokens.</summary>
    private async Task<bool> IsTold()
    {
        _callback.Answer = http =>
        {
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        while (_callback.TryNext(out _))
        {
        }

        var others = Gateway.Clock.Waits(ClientNotificationSender.TryTimeout);   // somebody else's, who waits as long
        await Till.Until(async () =>
        {
            if (Gateway.Clock.Waits(ClientNotificationSender.TryTimeout) <= others) await SecondPasses();
            return (await Gateway.Store.List(RowKind.Notice, "", "", 1, Browser.Cancel)).Count == 0;
        });
        return _callback.TryNext(out var heard) && heard.Json.TryGetProperty("access_token", out _);
    }

    /// <summary>Whatever tells clients has looked since.</summary>
    private async Task SecondPasses()
    {
        var looked = Gateway.Clock.NextWaitOf(TimeSpan.FromSeconds(1));
        Gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await looked;
    }

    private async Task GetsTokens()
    {
        var tokens = await Portal.Tokens(Session);
        (_access, _refresh) = (tokens["access_token"], tokens["refresh_token"]);
        (_code, _verifier) = (await Portal.Code(Session), Portal.Verifier);
    }

    private async Task HasADeviceAgreedTo()
    {
        (_deviceCode, var page) = await AskDevice();
        var question = await Portal.Get(Session, page);
        var request = Visitor.Hidden(question, "request")!;
        var agreed = await Portal.Post(
            Session, "/device/answer", [("request", request), ("answer", "approve")], ("Sec-Fetch-Site", "same-origin"));
        agreed.MustBe(200);
        _page = (await AskDevice()).Page;
    }

    private async Task<(string DeviceCode, string Page)> AskDevice()
    {
        var asked = (await Portal.Ask("/device_authorization", ("scope", "openid offline_access"))).MustBe(200);
        var typed = await Portal.Post(Session, "/device", [("user_code", asked["user_code"])], ("Sec-Fetch-Site", "same-origin"));
        return (asked["device_code"], typed.MustBe(303).Header("Location")!["/contoso".Length..]);
    }

    private async Task IsPushed()
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _callback.Answer = http =>
        {
            http.Response.StatusCode = 503;
            heard.TrySetResult();
            return Task.CompletedTask;
        };
        var (_, number) = await Ask(Pushed, ("client_notification_token", Till.Token));
        (await First.Approve(number)).MustBe(200);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Browser.Cancel);
    }

    private async Task HasApproved()
    {
        (_authReqId, var number) = await Ask(Portal);
        (await First.Approve(number)).MustBe(200);
        Approved = Gateway.Browser();
        (await First.Approve(await Approved.Prompt(Ada))).MustBe(200);
    }

    private static async Task<(string AuthReqId, string Number)> Ask(RelyingParty client, params (string Name, string? Value)[] changes)
    {
        var asked = await client.Prompt([("scope", "openid offline_access"), .. changes]);
        return (asked["auth_req_id"], asked["number"]);
    }
}
