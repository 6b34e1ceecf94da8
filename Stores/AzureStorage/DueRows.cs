using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Finds what is due by its marks, which stand in the order of time and are written ahead of their rows. Only the row is believed: a mark
/// whose row is further and has another one goes; one whose row has not come yet stays until none can come any more.
/// </summary>
internal sealed class DueRows(
    StorageAccount account, VersionCache cache, IndexWriter index, MarkWriter marks, TimeProvider time)
{
    private const int AtOnce = 16, Page = 500;

    public async ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        [.. (await Find(kind, now, limit, cancel)).Select(due => due.Key)];

    /// <summary>Removes rows, each under the ETag that it was found due with.</summary>
    public async ValueTask<int> Drop(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        var dropped = 0;
        await Each(await Find(kind, now, limit, cancel), cancel, async due =>
        {
            if (!await IsRemoved(due)) return;
            Interlocked.Increment(ref dropped);
            marks.Remove(due.Mark.PartitionKey, due.Mark.RowKey);
            await index.Removed(due.Key, new(due.Known.Pointer));
        });
        return dropped;
    }

    private async Task<List<DueRow>> Find(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        List<DueRow> found = [];
        var shards = await Task.WhenAll(Enumerable.Range(0, TableKeys.DueShards).Select(shard => FindIn(kind, shard, now, limit, cancel)));
        found.AddRange(shards.SelectMany(shard => shard).OrderBy(due => due.Mark.RowKey, StringComparer.Ordinal));
        return found.Count > limit ? found[..limit] : found;
    }

    private async Task<List<DueRow>> FindIn(RowKind kind, int shard, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        List<DueRow> found = [];
        var (from, page) = ("", Math.Min(limit, Page));
        while (found.Count < limit)
        {
            var filter = $"PartitionKey eq '{TableKeys.DuePartition(kind, shard)}' and RowKey gt '{from}' "
                + $"and RowKey lt '{TableKeys.DueEnd(now)}'";
            var some = await account.Query(account.Work, filter, page, cancel);
            var looked = new DueRow?[some.Count];
            await Each(Enumerable.Range(0, some.Count), cancel, async i => looked[i] = await Look(some[i], cancel));
            found.AddRange(looked.OfType<DueRow>());
            if (some.Count < page) break;
            from = some[^1].RowKey;
        }

        return found;
    }

    /// <summary>The row of the mark, if it is due by it.</summary>
    private async Task<DueRow?> Look(TableEntity mark, CancellationToken cancel)
    {
        var key = RowEntity.KeyOf(mark);
        var row = await account.Get(account.Rows, TableKeys.PartitionOf(key.Owner!.Value), TableKeys.RowOf(key), cancel);
        if (row is not null && RowEntity.MarkOf(row) == mark.RowKey) return new(key, mark, RowEntity.KnownOf(row));
        var isPast = row is not null && RowEntity.VersionOf(row) >= mark.GetInt64("v");
        var isSettled = IndexWriter.IsSettled(mark, time);
        if (row is null && isSettled) await index.Sweep(key, cancel);
        if (isPast || isSettled) marks.Remove(mark.PartitionKey, mark.RowKey);
        return null;
    }

    private async Task<bool> IsRemoved(DueRow due)
    {
        cache.Forget(due.Key);
        try
        {
            var (partition, row) = (TableKeys.PartitionOf(due.Key.Owner!.Value), TableKeys.RowOf(due.Key));
            await account.Write(stop => account.Rows.DeleteEntityAsync(partition, row, due.Known.ETag, stop));
            return true;
        }
        catch (RequestFailedException changed) when (Outcomes.IsConflict(changed))
        {
            return false;
        }
        catch (Exception failed)
        {
            throw new StorageUnavailableException("What is due cannot be removed now: " + Outcomes.CauseOf(failed), failed);
        }
    }

    private static Task Each<T>(IEnumerable<T> all, CancellationToken cancel, Func<T, Task> act) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (one, _) => await act(one));

    private sealed record DueRow(RowKey Key, TableEntity Mark, Known Known);
}
