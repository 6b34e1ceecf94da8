namespace Countersign.Authenticator.Tests;

/// <summary>
/// Our own clock. A wait that <paramref name="jumps"/> names passes at once and moves the clock; any other lasts until
/// <see cref="Advance"/>.
/// </summary>
internal sealed class FakeTime(Func<TimeSpan, bool> jumps) : TimeProvider
{
    private Func<TimeSpan, bool> Jumps { get; } = jumps;

    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait that was passed over, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (_lock) return [.. _waits]; }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        List<Waiting> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _waiting.Where(timer => timer.At <= _now)];
            _waiting.RemoveAll(due.Contains);
        }
        foreach (var timer in due) timer.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Waiting(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                if (!time.Jumps(dueTime))
                {
                    At = time._now + dueTime;
                    time._waiting.Add(this);
                    return true;
                }
                time._now += dueTime;
                time._waits.Add(dueTime);
            }
            ThreadPool.QueueUserWorkItem(_ => Ring());
            return true;
        }

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (time._lock) time._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
