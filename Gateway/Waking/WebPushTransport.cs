using System.Collections.Concurrent;
using Countersign.SignIn.Users;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using PushSubscription = Countersign.SignIn.Users.PushSubscription;

namespace Countersign.Gateway.Waking;

/// <summary>Wakes browsers by the push services that they registered with (RFC 8030, RFC 8291, RFC 8292).</summary>
internal sealed class WebPushTransport : IWakeTransport, IDisposable
{
    private readonly HttpClient _http;
    private readonly PushServiceClient _client;
    private readonly VapidAuthentication _known;
    private readonly TimeProvider _clock;

    /// <param name="contact">Null: none is told.</param>
    public WebPushTransport(VapidKey key, string? contact, HttpMessageHandler handler, TimeProvider clock)
    {
        _http = PushHttp.Client(handler);
        _client = new(_http) { AutoRetryAfter = false };   // tries are counted elsewhere
        _known = new(key.Public, key.Private) { Subject = contact, TokenCache = new Tokens(clock) };
        _clock = clock;
    }

    public PushKind Kind => PushKind.WebPush;

    public string ProviderOf(PushSubscription subscription) => new Uri(subscription.Address).Authority;

    public async ValueTask<WakeResult> Send(PushSubscription subscription, WakeUp wakeUp, CancellationToken cancel)
    {
        var there = new Lib.Net.Http.WebPush.PushSubscription { Endpoint = subscription.Address };
        there.SetKey(PushEncryptionKeyName.P256DH, subscription.Key);
        there.SetKey(PushEncryptionKeyName.Auth, subscription.Secret);
        var message = new PushMessage(WakeUp.Text)
        {
            Topic = wakeUp.Topic, TimeToLive = wakeUp.Seconds, Urgency = PushMessageUrgency.High,
        };
        try
        {
            await _client.RequestPushMessageDeliveryAsync(there, message, _known, cancel);
            return new(WakeOutcome.Sent);
        }
        catch (PushServiceClientException refused)
        {
            return new(PushHttp.OutcomeOf(refused.StatusCode), PushHttp.AfterOf(refused.Headers?.RetryAfter, _clock));
        }
    }

    public void Dispose()
    {
        _known.Dispose();
        _http.Dispose();
    }

    /// <summary>
    /// A push service's token serves it for some hours: a signature for each message would cost more than the rest of it. Whoever registers
    /// addresses at ever new hosts makes it forget, nothing else (I17).
    /// </summary>
    private sealed class Tokens(TimeProvider clock) : IVapidTokenCache
    {
        private const int Most = 256;
        private static readonly TimeSpan Kept = TimeSpan.FromHours(6);   // of the twelve that it is good for
        private readonly ConcurrentDictionary<string, (string Token, long At)> _held = new();

        public string? Get(string audience) =>
            _held.TryGetValue(audience, out var held) && clock.GetElapsedTime(held.At) < Kept ? held.Token : null;

        public void Put(string audience, DateTimeOffset expiration, string token)
        {
            if (_held.Count >= Most) _held.Clear();
            _held[audience] = (token, clock.GetTimestamp());
        }
    }
}
