using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// Time that passes only when a test says so. Beyond <see cref="FakeTimeProvider"/>: a way to know that somebody has begun to wait.
/// </summary>
/// <param name="start">When it begins; for software that has a clock of its own, near that one.</param>
internal sealed class TestClock(DateTimeOffset? start = null) : FakeTimeProvider(start ?? new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _watchers = [];
    private readonly Dictionary<HeardTimer, TimeSpan> _running = [];

    /// <summary>
    /// Completes when somebody next begins to wait for this long: how a test knows, without waiting itself, that a request has come to
    /// rest.
    /// </summary>
    public Task NextWaitOf(TimeSpan due)
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _watchers.Add((due, set));
        return set.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// How many wait for this long just now. A test that lets time pass while something is under way for real (a delivery with a
    /// time of its own to end in) stands still meanwhile: else a slow machine's delivery is never in time.
    /// </summary>
    public int Waits(TimeSpan due)
    {
        lock (_lock) return _running.Values.Count(one => one == due);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeardTimer(this);
        timer.Set(base.CreateTimer(_ => timer.Fire(callback, state), null, dueTime, period));
        Hear(timer, dueTime);
        return timer;
    }

    private void End(HeardTimer timer)
    {
        lock (_lock) _running.Remove(timer);
    }

    private void Hear(HeardTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _running[timer] = due;
            foreach (var (_, set) in _watchers.Where(watcher => watcher.Due == due)) set.TrySetResult();
            _watchers.RemoveAll(watcher => watcher.Due == due);
        }
    }

    /// <summary>A wait also begins when a timer that there is is set, as a cancellation's is.</summary>
    private sealed class HeardTimer(TestClock clock) : ITimer
    {
        private ITimer _timer = null!;

        public void Set(ITimer timer) => _timer = timer;

        public void Fire(TimerCallback callback, object? state)
        {
            clock.End(this);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = _timer.Change(dueTime, period);
            clock.Hear(this, dueTime);
            return isSet;
        }

        public void Dispose()
        {
            clock.End(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.End(this);
            return _timer.DisposeAsync();
        }
    }
}
