using System.Net;
using Countersign.Gateway.Outbound;

namespace Countersign.Gateway.Waking;

/// <summary>How all transports call: guarded as every foreign address is (T16), and no more of an answer read than a little.</summary>
internal static class PushHttp
{
    private const int ReadAtMost = 16 * 1024;   // an access token may have some kilobytes

    /// <summary>One connection pool; whoever is handed it does not dispose it.</summary>
    public static HttpMessageHandler Handler(OutboundSettings outbound) => new Brief(OutboundHttp.Handler(outbound));

    public static HttpClient Client(HttpMessageHandler handler) =>
        new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Sends, and tells what came of it.</summary>
    /// <exception cref="OperationCanceledException">Given up by the caller.</exception>
    public static async ValueTask<WakeResult> Send(
        HttpClient http, HttpRequestMessage request, TimeProvider clock, CancellationToken cancel)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return new(OutcomeOf(response.StatusCode), AfterOf(response.Headers.RetryAfter, clock));
    }

    public static WakeOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => WakeOutcome.Sent,
        404 or 410 => WakeOutcome.Gone,
        429 => WakeOutcome.Throttled,
        >= 500 => WakeOutcome.Error,
        _ => WakeOutcome.Refused,   // also a redirect: it is not followed
    };

    public static TimeSpan? AfterOf(System.Net.Http.Headers.RetryConditionHeaderValue? after, TimeProvider clock) =>
        after is null ? null : after.Delta ?? (after.Date - clock.GetUtcNow());

    /// <summary>
    /// What a failure to send comes to. An answer that nobody expects (a token endpoint without a token) makes other people's code throw
    /// anything: it is the push service's trouble.
    /// </summary>
    public static WakeResult ResultOf(Exception failed) => failed switch
    {
        OperationCanceledException => new(WakeOutcome.Timeout),
        HttpRequestException { InnerException: EgressRefusedException } => new(WakeOutcome.Refused),
        HttpRequestException or IOException => new(WakeOutcome.Unreachable),
        _ => new(WakeOutcome.Error),
    };

    /// <summary>
    /// What an answer says at its beginning is what counts: of its body a little is read, and what becomes of that changes nothing.
    /// </summary>
    private sealed class Brief(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            if (request.Version < HttpVersion.Version20) request.Version = HttpVersion.Version20;   // or lower: the policy is the request's
            var response = await base.SendAsync(request, cancel);
            var (whole, type) = (response.Content, response.Content.Headers.ContentType);
            var body = new byte[ReadAtMost];
            var length = 0;
            try
            {
                await using var stream = await whole.ReadAsStreamAsync(cancel);
                while (length < body.Length && await stream.ReadAsync(body.AsMemory(length), cancel) is var more and > 0) length += more;
            }
            catch (Exception lost) when (lost is IOException or HttpRequestException or OperationCanceledException)
            {
                // It has answered all the same.
            }

            response.Content = new ByteArrayContent(body, 0, length);
            response.Content.Headers.ContentType = type;
            whole.Dispose();
            return response;
        }
    }
}
