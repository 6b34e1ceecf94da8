namespace Countersign.Gateway.Throttling;

/// <summary>
/// Counts per key within a window of time, for all keys at once, so that nothing is kept per key beyond it. Bounded: when too many keys
/// are counted, those not yet known are refused until the window turns (I17).
/// </summary>
public sealed class WindowCounter<TKey>(int limit, TimeSpan window, TimeProvider clock) where TKey : notnull
{
    private const int MostKeys = 200_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, int> _counts = [];
    private long _began = clock.GetTimestamp();

    /// <summary>Whether one more would not fit.</summary>
    public bool IsFull(TKey key)
    {
        lock (_lock) return clock.GetElapsedTime(_began) < window && _counts.GetValueOrDefault(key) >= limit;
    }

    /// <summary>Null when this one still fits; otherwise how long until the window turns.</summary>
    public TimeSpan? Add(TKey key)
    {
        lock (_lock)
        {
            var age = clock.GetElapsedTime(_began);
            if (age >= window)
            {
                _counts.Clear();
                _began = clock.GetTimestamp();
                age = TimeSpan.Zero;
            }

            var count = _counts.GetValueOrDefault(key);
            if (count >= limit || (count == 0 && _counts.Count >= MostKeys)) return window - age;
            _counts[key] = count + 1;
            return null;
        }
    }
}
