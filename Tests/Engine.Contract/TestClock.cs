namespace Countersign.Engine.Contract;

/// <summary>
/// Time that passes only when a test says so: a wall clock that can be set back, a monotonic one that cannot, and timers on the latter.
/// </summary>
internal sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _wall = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;
    private TaskCompletionSource _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _wall;
    }

    public override long GetTimestamp()
    {
        lock (_lock) return _passed.Ticks;
    }

    /// <summary>Completes when somebody next begins to wait on this clock.</summary>
    public Task NextTimer()
    {
        lock (_lock) return _timerSet.Task;
    }

    /// <summary>Time passes, and timers whose time has come fire in order.</summary>
    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_lock)
        {
            (_wall, _passed) = (_wall + by, _passed + by);
            due = [.. _timers.Where(timer => timer.At <= _passed).OrderBy(timer => timer.At)];
            foreach (var timer in due) timer.Rearm(_passed);
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Somebody sets the wall clock; no time passes.</summary>
    public void Set(TimeSpan by)
    {
        lock (_lock) _wall += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
            _timerSet.TrySetResult();
            _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return timer;
    }

    private sealed class Timer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan At { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                At = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._passed + dueTime;
                _period = period;
            }

            return true;
        }

        public void Rearm(TimeSpan passed) => At = _period > TimeSpan.Zero ? passed + _period : TimeSpan.MaxValue;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
