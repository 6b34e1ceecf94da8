namespace Countersign.Engine.Embedded;

/// <summary>
/// Gives each key one turn at a time, in one process. A key's place is there while somebody has a turn or waits for one; of the idle places
/// the most recently used stay, up to a fixed number, the rest leave memory (I17).
/// </summary>
public sealed class PerKeyQueue<TKey, THost>(Func<TKey, THost> create, int idleKept)
    where TKey : notnull
{
    /// <summary>
    /// Turns that may wait for one key; more are refused at once. Above the thousand simultaneous starts the rules promise to answer
    /// (S-44).
    /// </summary>
    public const int QueueLimit = 4096;

    private const int Shards = 32;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(Math.Max(1, idleKept / Shards)))];

    /// <summary>Keys in memory, busy and idle.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    public async ValueTask<TAnswer> Turn<TQuestion, TAnswer>(
        TKey key, TQuestion question, Func<THost, TQuestion, CancellationToken, ValueTask<TAnswer>> ask, CancellationToken cancel)
    {
        var shard = _shards[(uint)key.GetHashCode() % Shards];
        var place = shard.Take(key, create);
        try
        {
            await place.Turn.WaitAsync(cancel);
            try
            {
                return await ask(place.Host, question, cancel);
            }
            finally
            {
                place.Turn.Release();
            }
        }
        finally
        {
            shard.Leave(place);
        }
    }

    private sealed class Place(TKey key, THost host)
    {
        public readonly TKey Key = key;
        public readonly THost Host = host;
        public readonly SemaphoreSlim Turn = new(1);
        public int Users;
        public Place? Older, Newer;
    }

    /// <summary>Part of the keys under one lock, with its idle places in order of last use.</summary>
    private sealed class Shard(int idleKept)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<TKey, Place> _places = [];
        private Place? _oldest, _newest;
        private int _idle;

        public int Count
        {
            get
            {
                lock (_lock) return _places.Count;
            }
        }

        public Place Take(TKey key, Func<TKey, THost> create)
        {
            lock (_lock)
            {
                if (!_places.TryGetValue(key, out var place)) _places.Add(key, place = new(key, create(key)));
                else if (place.Users == 0) Unlink(place);
                if (place.Users >= QueueLimit) throw new EngineUnavailableException("Too many requests wait for the same key.");
                place.Users++;
                return place;
            }
        }

        public void Leave(Place place)
        {
            lock (_lock)
            {
                if (--place.Users > 0) return;
                Link(place);
                if (_idle <= idleKept) return;
                var leaving = _oldest!;
                Unlink(leaving);
                _places.Remove(leaving.Key);
            }
        }

        private void Link(Place place)
        {
            place.Older = _newest;
            if (_newest is null) _oldest = place;
            else _newest.Newer = place;
            _newest = place;
            _idle++;
        }

        private void Unlink(Place place)
        {
            if (place.Older is null) _oldest = place.Newer;
            else place.Older.Newer = place.Newer;
            if (place.Newer is null) _newest = place.Older;
            else place.Newer.Older = place.Older;
            place.Older = place.Newer = null;
            _idle--;
        }
    }
}
