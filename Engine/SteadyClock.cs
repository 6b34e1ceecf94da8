namespace Countersign.Engine;

/// <summary>
/// The time of day, carried by the monotonic clock (I9): a step of the wall clock neither ends a challenge early nor brings one back.
/// After a step it draws near the wall clock again by running up to one part in twenty faster or slower. It never goes back.
/// <para>
/// What others are told, and what they say, is by the wall clock: <see cref="Ahead"/> is how far that is from here. It follows a step by
/// ten seconds a second, so that a phone whose clock is right is understood again within a minute or so, and nothing jumps.
/// </para>
/// </summary>
public sealed class SteadyClock : TimeProvider
{
    private const double MostSlew = 0.05;
    private const double Catch = 10;                                       // seconds a second
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);       // how often the wall clock is looked at
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(20);   // a small drift is made good within this time

    private readonly TimeProvider _wall;
    private Anchor _anchor;

    public SteadyClock(TimeProvider wall)
    {
        _wall = wall;
        _anchor = new(wall.GetUtcNow(), wall.GetTimestamp(), 0, TimeSpan.Zero);
    }

    /// <summary>How far the wall clock is ahead of this one now; more than 5 s deserves an alarm (F8).</summary>
    public TimeSpan Skew => _wall.GetUtcNow() - GetUtcNow();

    /// <summary>How far the wall clock is ahead of what others are told now.</summary>
    public TimeSpan Lag => Skew - Ahead;

    /// <summary>
    /// What is added to this clock for others: nothing while the two agree within a second, and whole seconds always, so that what is told
    /// twice is told alike.
    /// </summary>
    public TimeSpan Ahead
    {
        get
        {
            GetUtcNow();   // looks at the wall clock when it is time to
            return TimeSpan.FromSeconds(Math.Round(Volatile.Read(ref _anchor).Ahead.TotalSeconds));
        }
    }

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
        if (elapsed >= Look) Volatile.Write(ref _anchor, Aim(anchor, now, timestamp, elapsed));
        return now;
    }

    /// <summary>From here on: continuous with what was told so far, at the pace that meets the wall clock.</summary>
    private Anchor Aim(Anchor before, DateTimeOffset now, long timestamp, TimeSpan elapsed)
    {
        var skew = _wall.GetUtcNow() - now;
        var gap = (skew.Duration() < Look ? TimeSpan.Zero : skew) - before.Ahead;
        var most = elapsed * Catch;
        var ahead = before.Ahead + (gap > most ? most : gap < -most ? -most : gap);
        return new(now, timestamp, Math.Clamp(skew / Horizon, -MostSlew, MostSlew), ahead);
    }

    private sealed record Anchor(DateTimeOffset Utc, long Timestamp, double Slew, TimeSpan Ahead);
}

/// <summary>The time as others tell it: tokens, proofs and answers have it, rows do not.</summary>
public static class Stamps
{
    public static DateTimeOffset GetStamp(this TimeProvider clock) => clock.GetUtcNow() + AheadOf(clock);

    /// <summary>A time of ours, as others are told it.</summary>
    public static DateTimeOffset ToStamp(this TimeProvider clock, DateTimeOffset ours) => ours + AheadOf(clock);

    /// <summary>A time that others have told, as ours.</summary>
    public static DateTimeOffset FromStamp(this TimeProvider clock, DateTimeOffset told) => told - AheadOf(clock);

    private static TimeSpan AheadOf(TimeProvider clock) => clock is SteadyClock steady ? steady.Ahead : TimeSpan.Zero;
}
