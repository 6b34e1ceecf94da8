using System.Globalization;
using System.Net;
using System.Text;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Waking;

/// <summary>
/// Wakes phones by Apple's push service: HTTP/2, a token signed with the operator's key. The text that is shown is the app's own, by its
/// name: a message without one wakes no sleeping phone in time.
/// </summary>
internal sealed class ApnsTransport(ApnsSettings settings, HttpMessageHandler handler, TimeProvider clock) : IWakeTransport, IDisposable
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes(
        """{"aps":{"alert":{"loc-key":"COUNTERSIGN_LOOK"},"sound":"default","interruption-level":"time-sensitive"}}""");

    private readonly HttpClient _http = PushHttp.Client(handler);
    private readonly ApnsToken _token = new(settings, clock);

    public PushKind Kind => PushKind.Apns;

    public string ProviderOf(PushSubscription subscription) => "apns";

    public async ValueTask<WakeResult> Send(PushSubscription subscription, WakeUp wakeUp, CancellationToken cancel)
    {
        var token = _token.Current();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Address, "/3/device/" + subscription.Address))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Body),
        };
        request.Headers.Authorization = new("bearer", token);
        request.Headers.Add("apns-topic", settings.Topic);
        request.Headers.Add("apns-push-type", "alert");
        request.Headers.Add("apns-priority", "10");
        request.Headers.Add("apns-collapse-id", wakeUp.Topic);
        var until = (clock.GetUtcNow() + wakeUp.Life).ToUnixTimeSeconds();
        request.Headers.Add("apns-expiration", until.ToString(CultureInfo.InvariantCulture));

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode == HttpStatusCode.Forbidden) _token.Refused(token);
        // 404 is about the path, which is ours; of a phone that is gone, Apple says 410.
        var outcome = response.StatusCode == HttpStatusCode.NotFound ? WakeOutcome.Refused : PushHttp.OutcomeOf(response.StatusCode);
        return new(outcome, PushHttp.AfterOf(response.Headers.RetryAfter, clock));
    }

    public void Dispose()
    {
        _token.Dispose();
        _http.Dispose();
    }
}
