using System.Text.Json;
using Countersign.SignIn.Users;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Google.Apis.Util;

namespace Countersign.Gateway.Waking;

/// <summary>Wakes phones by Firebase Cloud Messaging (its HTTP interface, version 1), as the operator's service account.</summary>
internal sealed class FcmTransport : IWakeTransport, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    private readonly HttpClient _http;
    private readonly ServiceAccountCredential _account;
    private readonly Uri _address;
    private readonly TimeProvider _clock;

    public FcmTransport(FcmSettings settings, HttpMessageHandler handler, TimeProvider clock)
    {
        (_http, _clock) = (PushHttp.Client(handler), clock);
        _address = new(settings.Address, $"/v1/projects/{settings.Project}/messages:send");
        _account = new(new ServiceAccountCredential.Initializer(settings.Email, settings.TokenAddress.AbsoluteUri)
        {
            Scopes = [Scope],
            HttpClientFactory = new Guarded(handler),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,   // tries are counted elsewhere
            Clock = new Time(clock),
        }.FromPrivateKey(settings.Key));
    }

    public PushKind Kind => PushKind.Fcm;

    public string ProviderOf(PushSubscription subscription) => "fcm";

    public async ValueTask<WakeResult> Send(PushSubscription subscription, WakeUp wakeUp, CancellationToken cancel)
    {
        string token;
        try
        {
            token = await _account.GetAccessTokenForRequestAsync(cancellationToken: cancel);
        }
        catch (TokenResponseException refused)
        {
            return new((int?)refused.StatusCode is >= 400 and < 500 ? WakeOutcome.Refused : WakeOutcome.Error);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(Message(subscription, wakeUp)),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", token);
        return await PushHttp.Send(_http, request, _clock, cancel);
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Message(PushSubscription subscription, WakeUp wakeUp)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("message"u8);
            json.WriteString("token"u8, subscription.Address);
            json.WriteStartObject("data"u8);
            json.WriteString("countersign"u8, WakeUp.Text);
            json.WriteEndObject();
            json.WriteStartObject("android"u8);
            json.WriteString("priority"u8, "HIGH"u8);
            json.WriteString("ttl"u8, $"{wakeUp.Seconds}s");
            json.WriteString("collapse_key"u8, wakeUp.Topic);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Google's code asks for its token with our guard (T16), and follows no redirect.</summary>
    private sealed class Guarded(HttpMessageHandler handler) : Google.Apis.Http.IHttpClientFactory
    {
        public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
        {
            var client = new ConfigurableHttpClient(
                new ConfigurableMessageHandler(new Shared(handler)) { FollowRedirect = false, IsLoggingEnabled = false });
            foreach (var initializer in args.Initializers) initializer.Initialize(client);
            return client;
        }
    }

    /// <summary>The pool is not Google's to close.</summary>
    private sealed class Shared(HttpMessageHandler handler) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _calls = new(handler, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            _calls.SendAsync(request, cancel);
    }

    private sealed class Time(TimeProvider clock) : IClock
    {
        public DateTime Now => clock.GetLocalNow().DateTime;

        public DateTime UtcNow => clock.GetUtcNow().UtcDateTime;
    }
}
