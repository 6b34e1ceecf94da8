using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits the requests and streams of a device that has proved itself (T19, T36), by the key that it proved: whose device it is, it only
/// says at that point, and whoever says it in another's name is counted apart. Open streams are this gateway's own: they take its memory
/// and its connections; what all gateways count is how often one is opened.
/// </summary>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class DeviceThrottle(TimeProvider clock, SharedCounts? shared = null)
{
    public static readonly TimeSpan StreamRetry = TimeSpan.FromSeconds(30);
    private const int StreamsAtOnce = 3;
    private const int MostStreams = 20_000;   // T27

    private readonly WindowCounter _requests = new(100, TimeSpan.FromSeconds(10), clock, shared, SharedLimit.DeviceRequests);
    private readonly WindowCounter _connects = new(20, TimeSpan.FromMinutes(1), clock, shared, SharedLimit.DeviceConnects);
    private readonly Lock _lock = new();
    private readonly Dictionary<KeyThumbprint, int> _streams = [];
    private int _open;

    /// <summary>Streams open now.</summary>
    public int OpenStreams => _open;

    /// <summary>A poll. Null when it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Request(KeyThumbprint key) => _requests.Add(Sketch.KeyOf(key.Value));

    /// <summary>A place for one more stream, to be given back; null when there is none.</summary>
    public IDisposable? Stream(KeyThumbprint key)
    {
        if (_connects.Add(Sketch.KeyOf(key.Value)) is not null) return null;
        lock (_lock)
        {
            var open = _streams.GetValueOrDefault(key);
            if (open >= StreamsAtOnce || _open >= MostStreams) return null;
            _streams[key] = open + 1;
            _open++;
        }

        return new Place(this, key);
    }

    private void Leave(KeyThumbprint key)
    {
        lock (_lock)
        {
            _open--;
            if (_streams[key] == 1) _streams.Remove(key);
            else _streams[key]--;
        }
    }

    private sealed class Place(DeviceThrottle throttle, KeyThumbprint key) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) throttle.Leave(key);
        }
    }
}
