using System.Collections.Concurrent;
using Azure;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <param name="Version">The version that the row has under this ETag.</param>
/// <param name="Pointer">The ETag of the row's entry in the index, as it was when the row came into being.</param>
/// <param name="Due">When the row is due; null: never.</param>
/// <param name="Mark">The row key of its due mark; empty: it has none.</param>
internal sealed record Known(long Version, ETag ETag, string Pointer, DateTimeOffset? Due, string Mark);

/// <summary>
/// The last that is known of rows: under which ETag a version is to be written, and where a row is whose owner is not told. Nothing here is
/// believed: a write under an old ETag is refused by the service. Two generations, bounded (I17).
/// </summary>
internal sealed class VersionCache
{
    private const int Most = 16_384;   // at about 400 bytes: 7 MB, twice
    private readonly Generations<Known> _known = new();
    private readonly Generations<RowOwner> _owners = new();

    public Known? Find(RowKey key) => _known.Find(key);

    public RowOwner? OwnerOf(RowKey key) => _owners.TryFind(key, out var owner) ? owner : null;

    public void Remember(RowKey key, Known known) => _known.Put(key with { Owner = null }, known);

    public void Remember(RowKey key, RowOwner owner) => _owners.Put(key with { Owner = null }, owner);

    public void Forget(RowKey key) => _known.Remove(key);

    public void ForgetOwner(RowKey key) => _owners.Remove(key);

    private sealed class Generations<T>
    {
        private ConcurrentDictionary<RowKey, T> _young = new(), _old = new();
        private int _count;

        public T? Find(RowKey key) => TryFind(key, out var found) ? found : default;

        public bool TryFind(RowKey key, out T found)
        {
            if (_young.TryGetValue(key, out found!)) return true;
            if (!_old.TryGetValue(key, out found!)) return false;
            Put(key, found);
            return true;
        }

        public void Put(RowKey key, T value)
        {
            if (_young.TryAdd(key, value))
            {
                if (Interlocked.Increment(ref _count) < Most) return;
                Interlocked.Exchange(ref _count, 0);
                (_old, _young) = (_young, new());
            }
            else _young[key] = value;
        }

        public void Remove(RowKey key)
        {
            _young.TryRemove(key, out _);
            _old.TryRemove(key, out _);
        }
    }
}
