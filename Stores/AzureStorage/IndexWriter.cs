using Azure;
using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Writes the index: kind and id, once in the whole account, lead to the one owner whose partition may hold the row. An entry is written
/// ahead of its row, so an entry without a row means nothing. It goes under the ETag of the commit that brought the row into being, which
/// every later writer of the same key changes first: so no entry goes that a commit under way relies on.
/// </summary>
internal sealed class IndexWriter(StorageAccount account, TimeProvider time)
{
    private const int Attempts = 4;

    /// <summary>A request as old as this is refused by the service: what was not written by then never will be.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>Whether nothing can come any more that was begun when this entity was written.</summary>
    public static bool IsSettled(TableEntity ahead, TimeProvider time) =>
        ahead.Timestamp is { } written && time.GetUtcNow() - written > Settled;

    /// <summary>An entry for the row that is to be.</summary>
    /// <returns>
    /// Its ETag; null when the key is another owner's, or the storage did not confirm it. The row is then not to be written.
    /// </returns>
    public async Task<Entry?> Point(RowKey key, string commit)
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (await Added(key, commit) is { } added) return new(added, IsNew: true);
                if (await account.Get(account.Index, PartitionOf(key), RowOf(key), default) is not { } there) continue;
                if (RowEntity.KeyOf(there).Owner == key.Owner)
                {
                    if (await Touched(there, commit) is { } touched) return new(touched, IsNew: false);
                }
                else if (!await IsOrphan(there) || !await Removed(key, there.ETag)) return null;
            }
        }
        catch (Exception failed) when (failed is not ArgumentException)
        {
            // Not confirmed. An entry that is there all the same is an orphan.
        }

        return null;
    }

    /// <summary>Removes the entry as it was under this ETag, if it still is; whether it is gone.</summary>
    public async Task<bool> Removed(RowKey key, ETag etag)
    {
        try
        {
            await account.Write(stop => account.Index.DeleteEntityAsync(PartitionOf(key), RowOf(key), etag, stop));
            return true;
        }
        catch (Exception failed)
        {
            return Outcomes.IsGone(failed);
        }
    }

    /// <summary>Removes the entry of a row that is not there, if none can come any more.</summary>
    public async Task Sweep(RowKey key, CancellationToken cancel)
    {
        if (await account.Get(account.Index, PartitionOf(key), RowOf(key), cancel) is { } there && await IsOrphan(there))
            await Removed(key, there.ETag);
    }

    /// <summary>Whether no row is behind the entry, and none can come any more.</summary>
    private async Task<bool> IsOrphan(TableEntity entry)
    {
        var key = RowEntity.KeyOf(entry);
        if (!IsSettled(entry, time)) return false;
        return await account.Get(account.Rows, TableKeys.PartitionOf(key.Owner!.Value), TableKeys.RowOf(key), default) is null;
    }

    private static string PartitionOf(RowKey key) => TableKeys.IndexPartition(key.Kind, key.Id);

    private static string RowOf(RowKey key) => TableKeys.Ordered(key.Id);

    private async Task<ETag?> Added(RowKey key, string commit)
    {
        var entry = new TableEntity(PartitionOf(key), RowOf(key))
        {
            ["k"] = (int)key.Kind, ["i"] = key.Id, ["o"] = key.Owner!.Value.Text, ["c"] = commit,
        };
        try
        {
            var answer = await account.Write(stop => account.Index.AddEntityAsync(entry, stop));
            return answer.Headers.ETag;
        }
        catch (RequestFailedException taken) when (taken.Status == 409 && Outcomes.IsConflict(taken))
        {
            return null;
        }
    }

    private async Task<ETag?> Touched(TableEntity there, string commit)
    {
        there["c"] = commit;
        try
        {
            var answer = await account.Write(stop => account.Index.UpdateEntityAsync(there, there.ETag, TableUpdateMode.Replace, stop));
            return answer.Headers.ETag;
        }
        catch (RequestFailedException changed) when (Outcomes.IsConflict(changed))
        {
            return null;
        }
    }
}

/// <param name="IsNew">It was not there before.</param>
internal sealed record Entry(ETag ETag, bool IsNew);
