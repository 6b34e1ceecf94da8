namespace Countersign.Engine.Embedded;

/// <summary>
/// One turn at a time per key, in one process. A seat is there while somebody has a turn or waits for one; of the idle ones the most
/// recently used stay, up to a fixed number, the rest leave memory (I17).
/// </summary>
public sealed class Seats<TKey, TKeeper>(Func<TKey, TKeeper> sit, int idleKept)
    where TKey : notnull
{
    /// <summary>
    /// Turns that may wait for one key; more are refused at once. Above the thousand simultaneous starts the rules promise to answer
    /// (S-44).
    /// </summary>
    public const int QueueLimit = 4096;

    private const int Shards = 32;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(Math.Max(1, idleKept / Shards)))];

    /// <summary>Seats in memory, busy and idle.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    public async ValueTask<TAnswer> Turn<TCommand, TAnswer>(
        TKey key, TCommand command, Func<TKeeper, TCommand, CancellationToken, ValueTask<TAnswer>> ask, CancellationToken cancel)
    {
        var shard = _shards[(uint)key.GetHashCode() % Shards];
        var seat = shard.Take(key, sit);
        try
        {
            await seat.Turn.WaitAsync(cancel);
            try
            {
                return await ask(seat.Keeper, command, cancel);
            }
            finally
            {
                seat.Turn.Release();
            }
        }
        finally
        {
            shard.Leave(seat);
        }
    }

    private sealed class Seat(TKey key, TKeeper keeper)
    {
        public readonly TKey Key = key;
        public readonly TKeeper Keeper = keeper;
        public readonly SemaphoreSlim Turn = new(1);
        public int Users;
        public Seat? Older, Newer;
    }

    /// <summary>Part of the keys under one lock, with its idle seats in order of last use.</summary>
    private sealed class Shard(int idleKept)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<TKey, Seat> _seats = [];
        private Seat? _oldest, _newest;
        private int _idle;

        public int Count
        {
            get
            {
                lock (_lock) return _seats.Count;
            }
        }

        public Seat Take(TKey key, Func<TKey, TKeeper> sit)
        {
            lock (_lock)
            {
                if (!_seats.TryGetValue(key, out var seat)) _seats.Add(key, seat = new(key, sit(key)));
                else if (seat.Users == 0) Unlink(seat);
                if (seat.Users >= QueueLimit) throw new EngineUnavailableException("Too many requests wait for the same key.");
                seat.Users++;
                return seat;
            }
        }

        public void Leave(Seat seat)
        {
            lock (_lock)
            {
                if (--seat.Users > 0) return;
                Link(seat);
                if (_idle <= idleKept) return;
                var leaving = _oldest!;
                Unlink(leaving);
                _seats.Remove(leaving.Key);
            }
        }

        private void Link(Seat seat)
        {
            seat.Older = _newest;
            if (_newest is null) _oldest = seat;
            else _newest.Newer = seat;
            _newest = seat;
            _idle++;
        }

        private void Unlink(Seat seat)
        {
            if (seat.Older is null) _oldest = seat.Newer;
            else seat.Older.Newer = seat.Newer;
            if (seat.Newer is null) _newest = seat.Older;
            else seat.Newer.Older = seat.Older;
            seat.Older = seat.Newer = null;
            _idle--;
        }
    }
}
