namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits sources by prefixes that widen: a host, the network around it, the provider's block. The widest is looked at first, and what is
/// refused counts nowhere, so that a network with any number of addresses fills no more of the memory than its share (I17, T2). Three
/// sketches, 384 KiB.
/// </summary>
internal sealed class PrefixLimiter(int perHost, TimeSpan window, TimeProvider clock)
{
    private const int Wider = 10;   // each wider prefix may so many times what the one within it may
    private readonly Lock _lock = new();
    private readonly Sketch _hosts = new(), _networks = new(), _providers = new();
    private long _began = clock.GetTimestamp();

    /// <summary>Null when this one still fits; otherwise how long until the window turns.</summary>
    public TimeSpan? Add(Source source)
    {
        lock (_lock)
        {
            var age = clock.GetElapsedTime(_began);
            if (age >= window)
            {
                _hosts.Clear();
                _networks.Clear();
                _providers.Clear();
                (_began, age) = (clock.GetTimestamp(), TimeSpan.Zero);
            }

            if (_providers[source.Provider] >= perHost * Wider * Wider
                || _networks[source.Network] >= perHost * Wider || _hosts[source.Host] >= perHost)
            {
                return window - age;
            }

            _providers.Add(source.Provider);
            _networks.Add(source.Network);
            _hosts.Add(source.Host);
            return null;
        }
    }
}
