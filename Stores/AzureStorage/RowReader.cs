using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Reads rows: in the partition of their owner, or by way of the index where the owner is not told. An entry of the index without a row is
/// of a commit that did not come to its end, and means that there is none.
/// </summary>
internal sealed class RowReader(StorageAccount account, VersionCache cache)
{
    private const int AtOnce = 32;
    private static readonly string[] Version = ["v"];

    public async ValueTask<Row?> Load(RowKey key, CancellationToken cancel) =>
        await Find(key, cancel) is { } entity ? RowEntity.Read(entity) : null;

    /// <summary>The version alone first, when it is known where the row is.</summary>
    public async ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel)
    {
        if (version > 0 && (key.Owner ?? cache.OwnerOf(key)) is { } owner)
        {
            var there = await account.Get(account.Rows, TableKeys.PartitionOf(owner), TableKeys.RowOf(key), cancel, Version);
            if (there is not null && RowEntity.VersionOf(there) == version) return new(true, null);
        }

        var row = await Load(key, cancel);
        return (row?.Version ?? 0) == version ? new(true, null) : new(false, row);
    }

    /// <summary>The entity of the row; what is known of it is remembered.</summary>
    public async Task<TableEntity?> Find(RowKey key, CancellationToken cancel)
    {
        if (key.Owner is { } told) return await Find(key, told, cancel);
        if (cache.OwnerOf(key) is { } remembered && await Find(key, remembered, cancel) is { } there) return there;
        return await OwnerOf(key, cancel) is { } owner ? await Find(key, owner, cancel) : null;
    }

    /// <summary>
    /// Rows of one kind in the order of their ids. The index is asked for one partition, then for those after it: a filter with "or" would
    /// have the service read all of it.
    /// </summary>
    public async ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        if (!CommitShape.IsPrefix(prefix)) return [];
        var end = CommitShape.End(prefix);
        List<Row> rows = [];
        while (rows.Count < limit)
        {
            var asked = Math.Min(1000, limit - rows.Count);
            var entries = await Entries(kind, prefix, after, end, asked, cancel);
            if (entries.Count == 0) break;
            after = entries[^1].Id;
            rows.AddRange(await Rows(entries, cancel));
        }

        return rows;
    }

    private async Task<List<RowKey>> Entries(RowKind kind, string prefix, string after, string end, int limit, CancellationToken cancel)
    {
        var isFrom = string.CompareOrdinal(after, prefix) < 0;
        var from = isFrom ? prefix : after;
        if (string.CompareOrdinal(from, end) >= 0) return [];
        var rowFrom = $"RowKey {(isFrom ? "ge" : "gt")} {TableKeys.Quoted(TableKeys.Ordered(from))}";
        var rowEnd = $"RowKey lt {TableKeys.Quoted(TableKeys.Ordered(end))}";
        var partition = TableKeys.Quoted(TableKeys.IndexPartition(kind, from));
        var entries = await account.Query(account.Index, $"PartitionKey eq {partition} and {rowFrom} and {rowEnd}", limit, cancel);
        if (entries.Count < limit && !TableKeys.IsOnePartition(prefix))
        {
            var last = TableKeys.Quoted(TableKeys.Kind(kind) + TableKeys.Ordered(end));
            var rest = $"PartitionKey gt {partition} and PartitionKey lt {last}";
            entries.AddRange(await account.Query(account.Index, rest, limit - entries.Count, cancel));
        }

        return [.. entries.Select(RowEntity.KeyOf)];
    }

    private async Task<IEnumerable<Row>> Rows(List<RowKey> keys, CancellationToken cancel)
    {
        var rows = new Row?[keys.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, keys.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (i, stop) => rows[i] = await Load(keys[i], stop));
        return rows.OfType<Row>();
    }

    private async Task<TableEntity?> Find(RowKey key, RowOwner owner, CancellationToken cancel)
    {
        var entity = await account.Get(account.Rows, TableKeys.PartitionOf(owner), TableKeys.RowOf(key), cancel);
        if (entity is null)
        {
            cache.Forget(key);
            cache.ForgetOwner(key);
            return null;
        }

        cache.Remember(key, RowEntity.KnownOf(entity));
        if (key.Owner is null) cache.Remember(key, owner);
        return entity;
    }

    private async Task<RowOwner?> OwnerOf(RowKey key, CancellationToken cancel)
    {
        if (!CommitShape.IsKey(key)) return null;
        var entry = await account.Get(account.Index, TableKeys.IndexPartition(key.Kind, key.Id), TableKeys.Ordered(key.Id), cancel);
        return entry is null ? null : RowEntity.KeyOf(entry).Owner;
    }
}
