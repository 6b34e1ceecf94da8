using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Countersign.Engine.Contract;

/// <summary>
/// Time that passes only when a test says so. Beyond <see cref="FakeTimeProvider"/>, whose every clock moves at once: a wall clock that is
/// set back or forth while the monotonic one and its timers go on, and a way to know that somebody has begun to wait.
/// </summary>
internal sealed class TestClock() : FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private TimeSpan _wallIsOff;
    private TaskCompletionSource _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hears of each change in a line, for the clocks of other processes: <c>advance</c> or <c>set</c>, and ticks.</summary>
    public event Action<string>? Told;

    /// <summary>Time passes, here and wherever it is told.</summary>
    public new void Advance(TimeSpan by)
    {
        Told?.Invoke(string.Create(CultureInfo.InvariantCulture, $"advance {by.Ticks}"));
        base.Advance(by);
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return base.GetUtcNow() + _wallIsOff;
    }

    /// <summary>Completes when somebody next begins to wait on this clock.</summary>
    public Task NextTimer()
    {
        lock (_lock) return _timerSet.Task;
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
        SomebodyWaits();
        return timer;
    }

    /// <summary>Somebody has begun to wait on this clock, or on one that is told by it.</summary>
    public void SomebodyWaits()
    {
        lock (_lock)
        {
            _timerSet.TrySetResult();
            _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
