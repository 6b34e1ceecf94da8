using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits the requests and streams of a device that has proved itself (T19, T36). Open streams are this gateway's own: they take its memory
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
    private readonly Dictionary<DeviceId, int> _streams = [];
    private int _open;

    /// <summary>Streams open now.</summary>
    public int OpenStreams => _open;

    /// <summary>A poll. Null when it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Request(DeviceId device) => _requests.Add(Sketch.KeyOf(device.Value));

    /// <summary>A place for one more stream, to be given back; null when there is none.</summary>
    public IDisposable? Stream(DeviceId device)
    {
        if (_connects.Add(Sketch.KeyOf(device.Value)) is not null) return null;
        lock (_lock)
        {
            var open = _streams.GetValueOrDefault(device);
            if (open >= StreamsAtOnce || _open >= MostStreams) return null;
            _streams[device] = open + 1;
            _open++;
        }

        return new Place(this, device);
    }

    private void Leave(DeviceId device)
    {
        lock (_lock)
        {
            _open--;
            if (_streams[device] == 1) _streams.Remove(device);
            else _streams[device]--;
        }
    }

    private sealed class Place(DeviceThrottle throttle, DeviceId device) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) throttle.Leave(device);
        }
    }
}
