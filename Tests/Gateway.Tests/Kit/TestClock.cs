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

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeardTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Hear(dueTime);
        return timer;
    }

    private void Hear(TimeSpan due)
    {
        lock (_lock)
        {
            foreach (var (_, set) in _watchers.Where(watcher => watcher.Due == due)) set.TrySetResult();
            _watchers.RemoveAll(watcher => watcher.Due == due);
        }
    }

    /// <summary>A wait also begins when a timer that there is is set, as a cancellation's is.</summary>
    private sealed class HeardTimer(TestClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = timer.Change(dueTime, period);
            clock.Hear(dueTime);
            return isSet;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
