namespace Countersign.Gateway.Throttling;

/// <summary>
/// Windows of time that begin at one moment at every gateway, at multiples of their length: whatever is counted in a window is counted in
/// the same one everywhere.
/// </summary>
internal readonly struct Windows(TimeSpan length, TimeProvider clock)
{
    /// <summary>The number of the window that is now, and how long until the next.</summary>
    public (long Number, TimeSpan Left) Now
    {
        get
        {
            var now = clock.GetUtcNow().UtcTicks;
            return (now / length.Ticks, TimeSpan.FromTicks(length.Ticks - now % length.Ticks));
        }
    }
}
