namespace Countersign.Engine.Embedded;

/// <summary>
/// Where those who wait and those who wake meet: a fixed number of bells, a topic rings the one its hash falls on. Ringing a bell that
/// somebody else listens to costs that one a look; in return nothing is kept per topic, and nothing can be missed between two looks.
/// </summary>
public sealed class Hints(TimeProvider clock)
{
    private const int BellCount = 1 << 16;
    private readonly Bell[] _bells = new Bell[BellCount];

    public void Ring<TTopic>(TTopic topic) where TTopic : notnull
    {
        ref var bell = ref _bells[Index(topic)];
        Interlocked.Increment(ref bell.Rung);
        Interlocked.Exchange(ref bell.Listeners, null)?.TrySetResult();
    }

    /// <summary>See <see cref="ISignInEngine.Listen(SignIn.ChallengeId, long, TimeSpan, CancellationToken)"/>.</summary>
    public async ValueTask<long> Listen<TTopic>(TTopic topic, long seen, TimeSpan most, CancellationToken cancel) where TTopic : notnull
    {
        var index = Index(topic);
        var rung = Interlocked.Read(ref _bells[index].Rung);
        if (rung != seen || most <= TimeSpan.Zero) return rung;

        var listeners = Join(ref _bells[index]);
        rung = Interlocked.Read(ref _bells[index].Rung);   // rung while we joined: the next ring may be far
        if (rung != seen) return rung;
        try
        {
            await listeners.Task.WaitAsync(most, clock, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing happened: the caller looks all the same.
        }

        return Interlocked.Read(ref _bells[index].Rung);
    }

    private static TaskCompletionSource Join(ref Bell bell)
    {
        var present = Volatile.Read(ref bell.Listeners);
        if (present is not null) return present;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref bell.Listeners, mine, null) ?? mine;
    }

    private static int Index<TTopic>(TTopic topic) where TTopic : notnull => topic.GetHashCode() & (BellCount - 1);

    private struct Bell
    {
        public long Rung;
        public TaskCompletionSource? Listeners;
    }
}
