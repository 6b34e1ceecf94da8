using Microsoft.Extensions.Time.Testing;

namespace Countersign.SiloProcess;

/// <summary>
/// The clock of a test in another process: it goes on when it is told to, and tells for how long somebody has begun to wait on it.
/// </summary>
internal sealed class ToldClock(DateTimeOffset now, Action<TimeSpan> waits) : FakeTimeProvider(now)
{
    private long _wallIsOff;   // ticks

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _wallIsOff));

    /// <summary>Somebody sets the wall clock; no time passes.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _wallIsOff, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        waits(dueTime);
        return timer;
    }
}
