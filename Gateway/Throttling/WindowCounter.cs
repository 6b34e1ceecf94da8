namespace Countersign.Gateway.Throttling;

/// <summary>
/// Counts per key within a window of time, for all keys at once. Memory is fixed, however many keys there are, and a key that was never
/// seen is not refused because others were (I17).
/// </summary>
public sealed class WindowCounter(int limit, TimeSpan window, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Sketch _counts = new();
    private long _began = clock.GetTimestamp();

    /// <summary>Whether one more would not fit.</summary>
    public bool IsFull(UInt128 key)
    {
        lock (_lock) return clock.GetElapsedTime(_began) < window && _counts[key] >= limit;
    }

    /// <summary>Null when this one still fits; otherwise how long until the window turns.</summary>
    public TimeSpan? Add(UInt128 key)
    {
        lock (_lock)
        {
            var age = clock.GetElapsedTime(_began);
            if (age >= window)
            {
                _counts.Clear();
                (_began, age) = (clock.GetTimestamp(), TimeSpan.Zero);
            }

            if (_counts[key] >= limit) return window - age;
            _counts.Add(key);
            return null;
        }
    }
}
