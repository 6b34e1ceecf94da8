using Microsoft.Extensions.Time.Testing;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// Time that passes only when a test says so. Beyond <see cref="FakeTimeProvider"/>: a way to know that somebody has begun to wait.
/// </summary>
/// <param name="start">When it begins; for software that has a clock of its own, near that one.</param>
internal sealed class TestClock(DateTimeOffset? start = null) : FakeTimeProvider(start ?? new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero))
{
    /// <summary>
    /// Beats of one timer that are made up for at one leap of the clock. After a leap of months the rest, millions of them, is dropped, as
    /// a machine's timers do after it slept; nobody here waits for more.
    /// </summary>
    private const int MostLateBeats = 100;

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
        timer.Set(base.CreateTimer(_ => timer.Fire(callback, state), null, dueTime, period), dueTime, period);
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
        private readonly Lock _beating = new();
        private ITimer _timer = null!;
        private DateTimeOffset _next;
        private TimeSpan _period;
        private int _late;

        public void Set(ITimer timer, TimeSpan dueTime, TimeSpan period)
        {
            _timer = timer;
            Beat(dueTime, period);
        }

        public void Fire(TimerCallback callback, object? state)
        {
            clock.End(this);
            DropLateBeats();
            callback(state);
        }

        private void Beat(TimeSpan dueTime, TimeSpan period)
        {
            lock (_beating) (_next, _period, _late) = (dueTime < TimeSpan.Zero ? default : clock.GetUtcNow() + dueTime, period, 0);
        }

        private void DropLateBeats()
        {
            lock (_beating)
            {
                if (_period <= TimeSpan.Zero) return;
                _next += _period;
                var behind = clock.GetUtcNow() - _next;
                _late = behind < TimeSpan.Zero ? 0 : _late + 1;
                if (_late < MostLateBeats) return;
                var rest = _period - TimeSpan.FromTicks(behind.Ticks % _period.Ticks);
                _timer.Change(rest, _period);
                (_next, _late) = (clock.GetUtcNow() + rest, 0);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Beat(dueTime, period);
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
