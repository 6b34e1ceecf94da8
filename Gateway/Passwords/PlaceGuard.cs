using System.Collections.Concurrent;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Countersign.Gateway.Passwords;

/// <summary>The directory or the verifier cannot be used now, or is not to be believed. Nobody is signed in by it (I10).</summary>
internal sealed class PlaceUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Keeps a tenant's directory or verifier from taking the service with it: so many questions at once, so long for each, and when it fails
/// it is left alone for a while. Browsers that people have signed in with have places of their own (T3).
/// </summary>
internal sealed class PlaceGuard(TimeProvider clock, PasswordLog log)
{
    private const int AtOnce = 6, OfKnown = 2, MostPlaces = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8), Pause = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(TenantId, PasswordPlace), Line> _lines = new();

    public async ValueTask<PasswordVerdict> Ask(
        TenantId tenant, PasswordPlace place, bool isKnown, Func<CancellationToken, ValueTask<PasswordVerdict>> ask,
        CancellationToken cancel)
    {
        if (_lines.Count >= MostPlaces) _lines.Clear();
        var line = _lines.GetOrAdd((tenant, place), _ => new(Guard(), new(AtOnce), new(OfKnown)));
        var places = isKnown ? line.Known : line.Strangers;
        if (!await places.WaitAsync(Patience, cancel)) return Away("it has too many questions to answer");
        try
        {
            return await line.Guard.ExecuteAsync(async stop => await ask(stop), cancel);
        }
        catch (BrokenCircuitException)
        {
            return PasswordVerdict.Unavailable;   // said when it broke
        }
        catch (TimeoutRejectedException)
        {
            return Away("it does not answer in time");
        }
        catch (PlaceUnavailableException failed)
        {
            return Away(failed.Message);
        }
        finally
        {
            places.Release();
        }

        PasswordVerdict Away(string why)
        {
            log.Unavailable(tenant, place, why);
            return PasswordVerdict.Unavailable;
        }
    }

    private ResiliencePipeline<PasswordVerdict> Guard() => new ResiliencePipelineBuilder<PasswordVerdict> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<PasswordVerdict>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 4,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = Pause,
            ShouldHandle = static tried => new(tried.Outcome.Exception is not (null or OperationCanceledException)),
        })
        .AddTimeout(Patience)
        .Build();

    private sealed record Line(ResiliencePipeline<PasswordVerdict> Guard, SemaphoreSlim Strangers, SemaphoreSlim Known);
}
