using Microsoft.Extensions.Time.Testing;

namespace Countersign.Authenticator.Tests;

/// <summary>
/// Time that passes only when a test says so. Beyond <see cref="FakeTimeProvider"/>: a wait that <paramref name="jumps"/> names passes at
/// once, moves the clock and is remembered; any other lasts until <see cref="FakeTimeProvider.Advance"/>.
/// </summary>
internal sealed class FakeTime(Func<TimeSpan, bool> jumps) : FakeTimeProvider(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];

    /// <summary>Every wait that was passed over, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (_lock) return [.. _waits]; }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || !jumps(dueTime)) return base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _waits.Add(dueTime);
            AdjustTime(GetUtcNow() + dueTime);   // nobody else is woken by it
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
