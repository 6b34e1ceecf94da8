namespace Countersign.Gateway.Tests.Kit;

/// <summary>Time that passes only when a test says so, with timers that fire as it does.</summary>
/// <param name="start">When it begins; for software that has a clock of its own, near that one.</param>
internal sealed class TestClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _watchers = [];
    private DateTimeOffset _now = start ?? new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp()
    {
        lock (_lock) return _passed.Ticks;
    }

    /// <summary>
    /// Completes when somebody next begins to wait for this long: how a test knows, without waiting itself, that a request has come to rest.
    /// </summary>
    public Task NextWaitOf(TimeSpan due)
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _watchers.Add((due, set));
        return set.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Time passes, and what was to happen within it happens, in order.</summary>
    public void Advance(TimeSpan by)
    {
        Alarm[] due;
        lock (_lock)
        {
            (_now, _passed) = (_now + by, _passed + by);
            due = [.. _alarms.Where(alarm => alarm.At <= _passed).OrderBy(alarm => alarm.At)];
            foreach (var alarm in due) alarm.Rearm(_passed);
        }

        foreach (var alarm in due) alarm.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        lock (_lock) _alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan At { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                At = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._passed + dueTime;
                _period = period;
                foreach (var (_, set) in clock._watchers.Where(watcher => watcher.Due == dueTime)) set.TrySetResult();
                clock._watchers.RemoveAll(watcher => watcher.Due == dueTime);
            }

            return true;
        }

        public void Rearm(TimeSpan passed) => At = _period > TimeSpan.Zero ? passed + _period : TimeSpan.MaxValue;

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (clock._lock) clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
