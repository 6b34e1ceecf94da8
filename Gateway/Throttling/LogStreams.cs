namespace Countersign.Gateway.Throttling;

/// <summary>Limits how many live streams of the sign-in log are open at once (T36): by whoever reads, and in this process.</summary>
public sealed class LogStreams
{
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>Streams of one reader, and of all.</summary>
    public const int OfOne = 4, Most = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A place for one more, to be given back; null when there is none.</summary>
    /// <param name="reader">The name of the token's holder.</param>
    public IDisposable? Enter(string reader)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(reader);
            if (open >= OfOne || _count >= Most) return null;
            _open[reader] = open + 1;
            _count++;
        }

        return new Place(this, reader);
    }

    private void Leave(string reader)
    {
        lock (_lock)
        {
            _count--;
            if (_open[reader] == 1) _open.Remove(reader);
            else _open[reader]--;
        }
    }

    private sealed class Place(LogStreams streams, string reader) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) streams.Leave(reader);
        }
    }
}
