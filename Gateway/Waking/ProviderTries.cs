using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Countersign.Gateway.Waking;

/// <summary>
/// Tries at one push service: each within its own time, a few within the challenge's life, none while it fails all the time, and so many at
/// once that a slow one keeps nobody else's phones asleep.
/// </summary>
internal sealed class ProviderTries
{
    public const int Tries = 3;
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5), FirstPause = TimeSpan.FromSeconds(0.7);
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(15);
    public const int TroubleBeforeBreak = 10;
    private const int AtOnce = 64;

    private static readonly ResiliencePropertyKey<DateTimeOffset> Until = new("until");
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly ResiliencePipeline<WakeResult> _pipeline;
    private readonly TimeProvider _clock;

    private ProviderTries(TimeProvider clock)
    {
        _clock = clock;
        _pipeline = new ResiliencePipelineBuilder<WakeResult> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<WakeResult>
            {
                MaxRetryAttempts = Tries - 1,
                ShouldHandle = tried => new(IsTime(tried.Context, tried.AttemptNumber, tried.Outcome.Result, tried.Outcome.Exception)),
                DelayGenerator = tried => new(PauseAfter(tried.AttemptNumber, tried.Outcome.Result)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<WakeResult>
            {
                FailureRatio = 0.5,
                MinimumThroughput = TroubleBeforeBreak,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = Break,
                ShouldHandle = static tried => new(tried.Outcome.Result.IsTrouble),
            })
            .AddTimeout(TryTimeout)
            .Build();
    }

    /// <param name="until">The challenge's end: no try begins after it.</param>
    /// <param name="send">One try. What it throws becomes an outcome.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> only.</exception>
    public async ValueTask<WakeResult> Send(
        DateTimeOffset until, Func<CancellationToken, ValueTask<WakeResult>> send, CancellationToken cancel)
    {
        if (!await _places.WaitAsync(TryTimeout, cancel)) return new(WakeOutcome.Paused);
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(Until, until);
        try
        {
            return await _pipeline.ExecuteAsync(async held => await Try(send, cancel, held.CancellationToken), context);
        }
        catch (BrokenCircuitException)
        {
            return new(WakeOutcome.Paused);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            _places.Release();
        }
    }

    private static async ValueTask<WakeResult> Try(
        Func<CancellationToken, ValueTask<WakeResult>> send, CancellationToken given, CancellationToken stop)
    {
        try
        {
            return await send(stop);
        }
        catch (Exception failed) when (!given.IsCancellationRequested)
        {
            return PushHttp.ResultOf(failed);
        }
    }

    private bool IsTime(ResilienceContext context, int attempt, WakeResult result, Exception? failed) =>
        failed is null && result.IsWorthAnother
        && context.Properties.GetValue(Until, default) > _clock.GetUtcNow() + PauseAfter(attempt, result);

    /// <summary>Longer each time, and never shorter than the push service asks for.</summary>
    private static TimeSpan PauseAfter(int attempt, WakeResult result)
    {
        var own = FirstPause * Math.Pow(2, attempt);
        return result.After > own ? result.After.Value : own;
    }

    /// <summary>
    /// A push service's tries, by its name. Names are strangers' to choose (I17): the half not needed lately goes when there are too many.
    /// </summary>
    public sealed class Table(TimeProvider clock)
    {
        private const int Most = 500;
        private ConcurrentDictionary<string, ProviderTries> _young = new(), _old = new();

        public ProviderTries Of(string provider)
        {
            if (_young.TryGetValue(provider, out var known)) return known;
            if (_young.Count >= Most) (_old, _young) = (_young, new());
            return _young.GetOrAdd(provider, _old.TryGetValue(provider, out known) ? known : new ProviderTries(clock));
        }
    }
}
