using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Finds facts that whoever committed them did not seal: the process is gone, or never heard that its commit was carried out. By their
/// marks, each of which has to be there for some time before it is looked at: so long they are their process's.
/// </summary>
internal sealed class Recovery(StorageAccount account, Sealer sealer, MarkWriter marks, TimeProvider time)
{
    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int Page = 1000;
    private Dictionary<string, long> _seen = [];
    private readonly Dictionary<string, long> _empty = [];   // marks whose facts were not there, and when that was

    /// <summary>One look. Marks that have been there for long enough become work for the sealer.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be looked now.</exception>
    public async Task Look(CancellationToken cancel)
    {
        var still = new Dictionary<string, long>();
        for (var shard = 0; shard < TableKeys.OutboxShards; shard++)
        {
            var filter = $"PartitionKey eq '{TableKeys.OutboxPartition(shard)}'";
            foreach (var mark in await account.Query(account.Work, filter, Page, cancel))
            {
                var since = still[mark.RowKey] = _seen.TryGetValue(mark.RowKey, out var first) ? first : time.GetTimestamp();
                if (time.GetElapsedTime(since) >= Patience) await Find(mark, cancel);
            }
        }

        _seen = still;
    }

    /// <summary>All marks now, whosever they are: for tests.</summary>
    internal async Task LookAtOnce(CancellationToken cancel)
    {
        _empty.Clear();
        for (var shard = 0; shard < TableKeys.OutboxShards; shard++)
        {
            var filter = $"PartitionKey eq '{TableKeys.OutboxPartition(shard)}'";
            foreach (var mark in await account.Query(account.Work, filter, Page, cancel)) await Find(mark, cancel);
        }
    }

    private async Task Find(TableEntity mark, CancellationToken cancel)
    {
        if (_empty.TryGetValue(mark.RowKey, out var looked) && time.GetElapsedTime(looked) < 12 * Pace) return;
        var partition = mark.GetString("p") ?? throw Bodies.Torn(mark);
        if (await account.Get(account.Rows, partition, mark.RowKey, cancel) is { } there) sealer.AddFound(UnsealedFacts.Read(there));
        else if (IndexWriter.IsSettled(mark, time))
        {
            _empty.Remove(mark.RowKey);
            marks.Remove(mark.PartitionKey, mark.RowKey);
        }
        else if (_empty.Count < Page) _empty[mark.RowKey] = time.GetTimestamp();
    }
}
