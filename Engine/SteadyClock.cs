namespace Countersign.Engine;

/// <summary>
/// The time of day, carried by the monotonic clock (I9): a step of the wall clock neither ends a challenge early nor brings one back.
/// After a step it draws near the wall clock again by running up to one part in twenty faster or slower. It never goes back.
/// </summary>
public sealed class SteadyClock : TimeProvider
{
    private const double MostSlew = 0.05;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);       // how often the wall clock is looked at
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(20);   // a small drift is made good within this time

    private readonly TimeProvider _wall;
    private Anchor _anchor;

    public SteadyClock(TimeProvider wall)
    {
        _wall = wall;
        _anchor = new(wall.GetUtcNow(), wall.GetTimestamp(), 0, TimeSpan.Zero);
    }

    /// <summary>The time by which the wall clock was ahead when it was last looked at; more than 5 s deserves an alarm (F8).</summary>
    public TimeSpan Skew => _anchor.Skew;

    public override long TimestampFrequency => _wall.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _wall.LocalTimeZone;

    public override long GetTimestamp() => _wall.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _wall.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow()
    {
        var anchor = Volatile.Read(ref _anchor);
        var timestamp = _wall.GetTimestamp();
        var elapsed = _wall.GetElapsedTime(anchor.Timestamp, timestamp);
        var now = anchor.Utc + elapsed * (1 + anchor.Slew);
        if (elapsed >= Look) Volatile.Write(ref _anchor, Aim(now, timestamp));
        return now;
    }

    /// <summary>From here on: continuous with what was told so far, at the pace that meets the wall clock.</summary>
    private Anchor Aim(DateTimeOffset now, long timestamp)
    {
        var skew = _wall.GetUtcNow() - now;
        return new(now, timestamp, Math.Clamp(skew / Horizon, -MostSlew, MostSlew), skew);
    }

    private sealed record Anchor(DateTimeOffset Utc, long Timestamp, double Slew, TimeSpan Skew);
}
