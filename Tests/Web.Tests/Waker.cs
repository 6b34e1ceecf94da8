using System.Text;
using System.Text.Json;

namespace Countersign.Web.Tests;

/// <summary>
/// The push service of a phone in the browser, and what the browser's maker does with its messages. A browser of the tests has no maker to
/// subscribe with: the page's own questions are answered here, the worker is the browser's.
/// </summary>
internal sealed class Waker : IAsyncDisposable
{
    private const string PushManager = """
        (() => {
          if (!location.protocol.startsWith("http")) return;
          const bytes = (text) => Uint8Array.from(
            atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
          const { endpoint, p256dh, auth } = SUBSCRIPTION;
          const answer = (text) => localStorage.setItem("permission", text);   // where the phone's window has it from
          window.denyNotifications = () => answer("denied");
          Notification.requestPermission = async () => {
            if (Notification.permission === "default") answer("granted");
            return Notification.permission;
          };
          const subscription = (key) => ({
            endpoint: localStorage.getItem("endpoint") ?? endpoint, options: { applicationServerKey: bytes(key).buffer },
            getKey: (name) => bytes(name === "auth" ? auth : p256dh).buffer,
            unsubscribe: async () => (localStorage.removeItem("key"), true),
          });
          PushManager.prototype.getSubscription = async () => {
            const key = localStorage.getItem("key");
            return key === null ? null : subscription(key);
          };
          PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
            if (!userVisibleOnly) throw new DOMException("Silent.", "NotAllowedError");
            const key = btoa(String.fromCharCode(...applicationServerKey))
              .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
            localStorage.setItem("key", key);
            return subscription(key);
          };
        })();
        """;

    private readonly PushReceiver _receiver = new();
    private WebPhone? _phone;
    private string _origin = "";
    private ICDPSession? _debugger, _browser;

    private Waker(PushServices services) => Services = services;

    public PushServices Services { get; }

    public static async Task<Waker> Start() => new(await PushServices.Start());

    /// <summary>The phone's browser subscribes here, when its page asks it to.</summary>
    public async Task Serve(WebPhone phone, RunningGateway gateway)
    {
        (_phone, _origin) = (phone, gateway.Settings.Origin!);
        await phone.Page.Context.GrantPermissionsAsync(["notifications"], new() { Origin = _origin });
        await phone.Page.AddInitScriptAsync(
            PushManager.Replace("SUBSCRIPTION", _receiver.Subscription(Services.Url + "/send/first"), StringComparison.Ordinal));
    }

    /// <summary>The browser is woken elsewhere from now on.</summary>
    public Task Change(string path) => _phone!.Page.EvaluateAsync(
        "endpoint => localStorage.setItem('endpoint', endpoint)", Services.Url + path);

    /// <summary>The person says no, here or in the browser's settings.</summary>
    public Task Refuses() => _phone!.Page.EvaluateAsync("window.denyNotifications()");

    /// <summary>Whoever subscribed is forgotten.</summary>
    public void KnowsNobody() => Services.Answer = http =>
    {
        http.Response.StatusCode = 410;
        return Task.CompletedTask;
    };

    /// <summary>What the next message says, decrypted.</summary>
    public async Task<string> Hear() => Encoding.UTF8.GetString(_receiver.Read((await Services.Next()).Body));

    /// <summary>Gives the worker a message, as the browser does when one comes.</summary>
    public async Task Deliver(string message)
    {
        _debugger ??= await _phone!.Page.Context.NewCDPSessionAsync(_phone.Page);
        var registrations = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _debugger.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, said) =>
        {
            foreach (var one in said!.Value.GetProperty("registrations").EnumerateArray())
            {
                if (one.GetProperty("scopeURL").GetString()!.StartsWith(_origin, StringComparison.Ordinal))
                    registrations.TrySetResult(one.GetProperty("registrationId").GetString()!);
            }
        };
        await _debugger.SendAsync("ServiceWorker.enable");
        await _debugger.SendAsync("ServiceWorker.deliverPushMessage", new()
        {
            ["origin"] = _origin, ["data"] = message,
            ["registrationId"] = await registrations.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken),
        });
    }

    /// <summary>The notification that is shown, now or soon.</summary>
    public async Task<(string Title, string Body)> Notification()
    {
        await Until(IsShown);
        var shown = await InWorker("self.registration.getNotifications().then(([{ title, body }]) => ({ title, body }))");
        return (shown.GetProperty("title").GetString()!, shown.GetProperty("body").GetString()!);
    }

    public async Task<bool> IsShown() =>
        (await InWorker("self.registration.getNotifications().then((all) => all.length)")).GetInt32() > 0;

    /// <summary>
    /// A tap on the notification. Only a person's own may open a window: what the worker would open is told instead.
    /// </summary>
    public async Task<string> Tap() => (await InWorker(
        """
        new Promise(async (resolve, reject) => {
          Clients.prototype.openWindow = async (address) => resolve(new URL(address, self.location.href).href);
          WindowClient.prototype.focus = async function () { resolve(this.url); };
          const [notification] = await self.registration.getNotifications();
          const tap = new NotificationEvent("notificationclick", { notification });
          tap.waitUntil = (work) => work.catch(reject);
          self.dispatchEvent(tap);
        })
        """)).GetString()!;

    /// <summary>What an expression comes to in the worker, by the browser's own debugger.</summary>
    private async Task<JsonElement> InWorker(string expression)
    {
        _browser ??= await _phone!.Page.Context.Browser!.NewBrowserCDPSessionAsync();
        var all = (await _browser.SendAsync("Target.getTargets"))!.Value.GetProperty("targetInfos").EnumerateArray();
        var worker = all.Single(
            one => one.GetProperty("type").GetString() == "service_worker"
                && one.GetProperty("url").GetString()!.StartsWith(_origin, StringComparison.Ordinal));
        var attached = await _browser.SendAsync("Target.attachToTarget", new()
        {
            ["targetId"] = worker.GetProperty("targetId").GetString()!, ["flatten"] = false,
        });
        var session = attached!.Value.GetProperty("sessionId").GetString()!;
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _browser.Event("Target.receivedMessageFromTarget").OnEvent += (_, said) =>
        {
            if (said!.Value.GetProperty("sessionId").GetString() != session) return;
            var message = JsonElement.Parse(said.Value.GetProperty("message").GetString()!);
            if (message.TryGetProperty("id", out JsonElement id)) answer.TrySetResult(message);   // others tell of the worker's life
        };
        var asked = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["id"] = 1, ["method"] = "Runtime.evaluate",
            ["params"] = new Dictionary<string, object>
            {
                ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true,
            },
        });
        await _browser.SendAsync("Target.sendMessageToTarget", new() { ["sessionId"] = session, ["message"] = asked });
        var told = await answer.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _browser.SendAsync("Target.detachFromTarget", new() { ["sessionId"] = session });
        Assert.False(told.TryGetProperty("error", out var refused), refused.ToString());
        Assert.False(told.GetProperty("result").TryGetProperty("exceptionDetails", out var thrown), thrown.ToString());
        return told.GetProperty("result").GetProperty("result").GetProperty("value");
    }

    /// <summary>Until it is so, half a minute at most.</summary>
    public async Task Until(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DetachAsync();
        await Services.DisposeAsync();
    }
}
