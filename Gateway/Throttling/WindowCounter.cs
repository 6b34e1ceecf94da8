namespace Countersign.Gateway.Throttling;

/// <summary>
/// Counts per key within a window of time, for all keys at once, and for all gateways together where there are several. Memory is fixed,
/// however many keys there are, and a key that was never seen is not refused because others were (I17).
/// </summary>
public sealed class WindowCounter
{
    private readonly int _limit;
    private readonly Windows _windows;
    private readonly SharedCounts? _shared;
    private readonly SharedLimit _what;
    private readonly Lock _lock = new();
    private readonly Sketch _counts = new();
    private long _window;

    /// <param name="shared">Null: nobody else counts.</param>
    /// <param name="what">What others know these counts by.</param>
    public WindowCounter(
        int limit, TimeSpan window, TimeProvider clock, SharedCounts? shared = null, SharedLimit what = SharedLimit.Malformed)
    {
        (_limit, _windows, _shared, _what) = (limit, new(window, clock), shared, what);
        shared?.Join(what, Hear);
    }

    /// <summary>Null when this one still fits; otherwise how long until the window turns.</summary>
    public TimeSpan? Add(UInt128 key)
    {
        long window;
        lock (_lock)
        {
            var left = Turn();
            if (_counts[key] >= _limit) return left;
            _counts.Add(key);
            window = _window;
        }

        _shared?.Tell(new(_what, window, key));
        return null;
    }

    /// <summary>The key counts for nothing from now on.</summary>
    public void Forget(UInt128 key)
    {
        lock (_lock) _counts.Forget(key);
        _shared?.Tell(new(_what, 0, key, Kind: CountKind.Forgotten));
    }

    private void Hear(Heard heard)
    {
        lock (_lock)
        {
            Turn();
            if (heard.Count.Kind == CountKind.Forgotten) _counts.Forget(heard.Count.Key);
            else if (heard.Count.Window == _window) _counts.Add(heard.Count.Key, heard.Times);
        }
    }

    private TimeSpan Turn()
    {
        var (number, left) = _windows.Now;
        if (number != _window) _counts.Clear();
        _window = number;
        return left;
    }
}
