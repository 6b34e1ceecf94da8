using System.Globalization;
using Countersign.Grains.Interfaces;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Engine.Contract;

/// <summary>
/// Time that passes only when a test says so. Beyond <see cref="FakeTimeProvider"/>, whose every clock moves at once: a wall clock that is
/// set back or forth while the monotonic one and its timers go on, and a way to know that somebody has begun to wait.
/// </summary>
internal sealed class TestClock() : FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private DateTimeOffset _reached;   // what the last advance leads to
    private TimeSpan _wallIsOff;
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _expected = [];

    /// <summary>Hears of each change in a line, for the clocks of other processes: <c>advance</c> or <c>set</c>, and ticks.</summary>
    public event Action<string>? Told;

    /// <summary>
    /// Time passes, here and wherever it is told. Whoever looks meanwhile sees the later time already: what a silo does when its own clock
    /// has gone on may be back here before the timers of this one have gone off.
    /// </summary>
    public new void Advance(TimeSpan by)
    {
        lock (_lock) _reached = Later(_reached, base.GetUtcNow()) + by;
        Told?.Invoke(string.Create(CultureInfo.InvariantCulture, $"advance {by.Ticks}"));
        base.Advance(by);
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return Later(_reached, base.GetUtcNow()) + _wallIsOff;
    }

    /// <summary>
    /// Completes when somebody next begins to wait on this clock for so long, and no sooner: others wait on it too, in their own time, and
    /// a test that takes one of their waits for the one it means lets time pass before that one has begun. A cluster waits in pieces: the
    /// first of them is meant.
    /// </summary>
    public Task NextTimer(TimeSpan due)
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _expected.Add((due, set));
        return set.Task;
    }

    /// <summary>Somebody sets the wall clock; no time passes.</summary>
    public void Set(TimeSpan by)
    {
        lock (_lock) _wallIsOff += by;
        Told?.Invoke(string.Create(CultureInfo.InvariantCulture, $"set {by.Ticks}"));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        SomebodyWaits(dueTime);
        return timer;
    }

    /// <summary>Somebody has begun to wait for so long on this clock, or on one that is told by it.</summary>
    public void SomebodyWaits(TimeSpan due)
    {
        lock (_lock)
        {
            foreach (var (_, set) in _expected.Where(expected => IsMeant(expected.Due))) set.SetResult();
            _expected.RemoveAll(expected => IsMeant(expected.Due));
        }

        bool IsMeant(TimeSpan expected) => due == expected || (due == ClusterEngine.LongestWait && due < expected);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
