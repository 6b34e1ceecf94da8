using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Countersign.Gateway.Federation;

/// <summary>The provider does not answer now, or not in a way that anybody could use. Nobody is signed in by it (I10).</summary>
internal sealed class ProviderUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="Json">One JSON object, strictly; null where a refusal has none.</param>
internal sealed record ProviderReply(int Status, JsonElement? Json);

/// <summary>
/// Calls providers, guarded as every call to an address that somebody registered (T16): five seconds in all, so many bytes, no redirects;
/// a provider that fails is left alone for a while, and takes up no more than its share of calls at once.
/// </summary>
internal sealed class ProviderClient : IDisposable
{
    private const int AtOnce = 50, ReadAtMost = 64 * 1024, MostProviders = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromSeconds(15);
    private readonly HttpClient _http;
    private readonly OutboundSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Line> _lines = new();

    public ProviderClient(HttpMessageHandler handler, OutboundSettings settings, TimeProvider clock)
    {
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        (_settings, _clock) = (settings, clock);
    }

    /// <exception cref="ProviderUnavailableException">See there; so the next.</exception>
    public ValueTask<ProviderReply> Get(TenantId tenant, Provider provider, string address, string? bearer, CancellationToken cancel) =>
        Send(tenant, provider, address, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
            return request;
        }, cancel);

    public ValueTask<ProviderReply> Post(
        TenantId tenant, Provider provider, string address, IReadOnlyList<KeyValuePair<string, string>> form,
        AuthenticationHeaderValue? proof, CancellationToken cancel) =>
        Send(tenant, provider, address, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Authorization = proof;
            return request;
        }, cancel);

    public void Dispose() => _http.Dispose();

    private async ValueTask<ProviderReply> Send(
        TenantId tenant, Provider provider, string address, Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        if (!OutboundHttp.IsCallableProvider(address, _settings))
            throw new ProviderUnavailableException("The address may not be called.");
        var line = LineTo(tenant, provider);
        if (!await line.Places.WaitAsync(TimeSpan.Zero, cancel)) throw new ProviderUnavailableException("It has too many calls to answer.");
        try
        {
            return await line.Guard.ExecuteAsync(async stop => await Try(make, stop), cancel);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException)
        {
            throw new ProviderUnavailableException(failed.Message, failed);
        }
        finally
        {
            line.Places.Release();
        }
    }

    private async ValueTask<ProviderReply> Try(Func<HttpRequestMessage> make, CancellationToken stop)
    {
        using var request = make();
        request.Headers.Accept.Add(new("application/json"));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var status = (int)response.StatusCode;
        if (status is (>= 300 and < 400) or 429 or >= 500) throw new ProviderUnavailableException($"It answered with {status}.");
        var json = StrictJwt.Object(await Read(response, stop));
        return status >= 400 || json is not null ? new(status, json) : throw new ProviderUnavailableException("It answered with no JSON.");
    }

    private static async ValueTask<byte[]> Read(HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[ReadAtMost + 1];
        var length = 0;
        for (int more; length < buffer.Length && (more = await stream.ReadAsync(buffer.AsMemory(length), stop)) > 0;) length += more;
        return length <= ReadAtMost ? buffer[..length] : throw new ProviderUnavailableException("It answered without end.");
    }

    private Line LineTo(TenantId tenant, Provider provider)
    {
        if (_lines.Count >= MostProviders) _lines.Clear();
        return _lines.GetOrAdd($"{tenant}|{provider.Id}|{provider.Issuer}", _ => new(Guard(), new(AtOnce)));
    }

    private ResiliencePipeline<ProviderReply> Guard() => new ResiliencePipelineBuilder<ProviderReply> { TimeProvider = _clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ProviderReply>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 4,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = Pause,
            ShouldHandle = static tried => new(tried.Outcome.Exception is not (null or OperationCanceledException)),
        })
        .AddTimeout(Patience)
        .Build();

    private sealed record Line(ResiliencePipeline<ProviderReply> Guard, SemaphoreSlim Places);
}
