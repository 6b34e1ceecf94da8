using System.Collections.Concurrent;
using System.Net;
using Polly;
using Polly.Retry;

namespace Countersign.Gateway.Outbound;

/// <summary>The outcome of one delivery.</summary>
public enum DeliveryOutcome : byte
{
    Malformed = 0,

    /// <summary>The client took it (2xx).</summary>
    Delivered = 1,

    /// <summary>The client said that it will not take it (401, 403), or the address may not be called: no further try (C8, T16).</summary>
    Refused = 2,

    /// <summary>It could not be had now.</summary>
    Failed = 3,
}

/// <summary>
/// Takes CIBA's ping and push to a client's notification endpoint (CIBA Core 10.2, 10.3), and a security event to a tenant's webhook: a few
/// tries within seconds, each within its own time, so many at once for each receiver. What must outlive that stands in the store,
/// not here (I21).
/// </summary>
public sealed class ClientNotificationSender : IDisposable
{
    public const int Tries = 3;
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);
    private const int AtOnce = 50;
    private const int ReadAtMost = 64 * 1024;

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<DeliveryOutcome> _tries;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

    public ClientNotificationSender(HttpMessageHandler handler, TimeProvider clock)
    {
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _tries = new ResiliencePipelineBuilder<DeliveryOutcome> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<DeliveryOutcome>
            {
                MaxRetryAttempts = Tries - 1,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = false,
                ShouldHandle = static tried => new(tried.Outcome.Result == DeliveryOutcome.Failed),
            })
            .AddTimeout(TryTimeout)
            .Build();
    }

    /// <param name="gate">Whose share of deliveries at once this counts against: the tenant and the client.</param>
    /// <param name="endpoint">The registered notification endpoint.</param>
    /// <param name="token">The <c>client_notification_token</c>: the client knows us by it.</param>
    /// <param name="body">
    /// JSON, made anew for each try: what was true at the first may have ended by the next (I7). Null: there is nothing to say any more.
    /// </param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> only: whether it arrived is then not known.</exception>
    public Task<DeliveryOutcome> Deliver(
        string gate, Uri endpoint, string token, Func<CancellationToken, ValueTask<byte[]?>> body, CancellationToken cancel) =>
        Deliver(gate, endpoint, body, request => request.Headers.Authorization = new("Bearer", token), cancel);

    /// <param name="mark">Adds the header by which the receiver knows us, anew for each try.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> only: whether it arrived is then not known.</exception>
    public async Task<DeliveryOutcome> Deliver(
        string gate, Uri endpoint, Func<CancellationToken, ValueTask<byte[]?>> body, Action<HttpRequestMessage> mark,
        CancellationToken cancel)
    {
        var places = _gates.GetOrAdd(gate, static _ => new(AtOnce));
        await places.WaitAsync(cancel);
        try
        {
            return await _tries.ExecuteAsync(
                async stop =>
                    await body(cancel) is { } now ? await Try(endpoint, mark, now, cancel, stop) : DeliveryOutcome.Refused,
                cancel);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<DeliveryOutcome> Try(
        Uri endpoint, Action<HttpRequestMessage> mark, ReadOnlyMemory<byte> body, CancellationToken given, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            mark(request);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            await Drain(response, stop);
            return OutcomeOf(response.StatusCode);
        }
        catch (OperationCanceledException) when (!given.IsCancellationRequested)
        {
            return DeliveryOutcome.Failed;   // this try took too long
        }
        catch (HttpRequestException failed)
        {
            return failed.InnerException is EgressRefusedException ? DeliveryOutcome.Refused : DeliveryOutcome.Failed;
        }
        catch (IOException)
        {
            return DeliveryOutcome.Failed;
        }
    }

    /// <summary>A client that answers with a body has answered (C8); more than a little of it is not read.</summary>
    private static async Task Drain(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[4096];
        for (var read = 0; read < ReadAtMost;)
        {
            var more = await stream.ReadAsync(buffer, cancel);
            if (more == 0) return;
            read += more;
        }
    }

    private static DeliveryOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => DeliveryOutcome.Delivered,
        401 or 403 => DeliveryOutcome.Refused,
        >= 300 and < 400 => DeliveryOutcome.Refused,   // C8: a redirect is not followed, and the next try would meet it again
        _ => DeliveryOutcome.Failed,
    };
}
