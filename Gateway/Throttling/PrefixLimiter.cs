namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits sources by prefixes that widen: a host, the network around it, the provider's block. The widest is looked at first, and what is
/// refused counts nowhere, so that a network with any number of addresses fills no more of the memory than its share (I17, T2). Three
/// sketches, 384 KiB; counted by all gateways together where there are several.
/// </summary>
internal sealed class PrefixLimiter
{
    private const int Wider = 10;   // each wider prefix may so many times what the one within it may
    private readonly int _perHost;
    private readonly Windows _windows;
    private readonly SharedCounts? _shared;
    private readonly SharedLimit _what;
    private readonly Lock _lock = new();
    private readonly Sketch _hosts = new(), _networks = new(), _providers = new();
    private long _window;

    /// <param name="shared">Null: nobody else counts.</param>
    /// <param name="what">What others know these counts by.</param>
    public PrefixLimiter(
        int perHost, TimeSpan window, TimeProvider clock, SharedCounts? shared = null, SharedLimit what = SharedLimit.Malformed)
    {
        (_perHost, _windows, _shared, _what) = (perHost, new(window, clock), shared, what);
        shared?.Join(what, Hear);
    }

    /// <summary>Null when this one still fits; otherwise how long until the window turns.</summary>
    public TimeSpan? Add(Source source)
    {
        long window;
        lock (_lock)
        {
            var left = Turn();
            if (IsFull(source)) return left;
            Count(source, 1);
            window = _window;
        }

        _shared?.Tell(new(_what, window, source.Host));
        return null;
    }

    /// <summary>The same, of what is not counted yet.</summary>
    public TimeSpan? Left(Source source)
    {
        lock (_lock)
        {
            var left = Turn();
            return IsFull(source) ? left : null;
        }
    }

    private bool IsFull(Source source) =>
        _providers[source.Provider] >= _perHost * Wider * Wider
        || _networks[source.Network] >= _perHost * Wider || _hosts[source.Host] >= _perHost;

    private void Hear(Heard heard)
    {
        lock (_lock)
        {
            Turn();
            if (heard.Count.Window == _window) Count(Source.OfHost(heard.Count.Key), heard.Times);
        }
    }

    private void Count(Source source, int times)
    {
        _providers.Add(source.Provider, times);
        _networks.Add(source.Network, times);
        _hosts.Add(source.Host, times);
    }

    private TimeSpan Turn()
    {
        var (number, left) = _windows.Now;
        if (number == _window) return left;
        _hosts.Clear();
        _networks.Clear();
        _providers.Clear();
        _window = number;
        return left;
    }
}
