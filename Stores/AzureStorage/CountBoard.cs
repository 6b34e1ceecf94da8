using Azure.Data.Tables;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Each gateway's last counts, an entity each in one partition. No two clocks are compared: an entity that has not changed for a while as
/// this process sees it is a gateway's that is gone, and goes.
/// </summary>
internal sealed class CountBoard(StorageAccount account, TimeProvider time) : ICountExchange
{
    private readonly Lock _lock = new();
    private Dictionary<string, (string ETag, long Since)> _seen = new(StringComparer.Ordinal);

    /// <exception cref="StorageUnavailableException">It is not certain to be put up.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel)
    {
        var own = new TableEntity(TableKeys.Counts, gateway);
        Bodies.Put(own, counts);
        try
        {
            await account.Write(stop => account.Work.UpsertEntityAsync(own, TableUpdateMode.Replace, stop));
        }
        catch (Exception failed) when (Outcomes.IsOne(failed))
        {
            throw new StorageUnavailableException("The counts cannot be put up now: " + Outcomes.CauseOf(failed), failed);
        }

        var all = await account.Query(account.Work, $"PartitionKey eq '{TableKeys.Counts}'", ICountExchange.MostGateways + 1, cancel);
        List<ReadOnlyMemory<byte>> others = [];
        foreach (var (one, age) in Aged(all))
        {
            if (one.RowKey == gateway) continue;
            if (age <= ICountExchange.Kept) others.Add(Bodies.Get(one));
            else if (age > 6 * ICountExchange.Kept) await Remove(one);
        }

        return others;
    }

    /// <summary>How long each has been the same, as far as this process knows.</summary>
    private List<(TableEntity Entity, TimeSpan Age)> Aged(List<TableEntity> all)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var seen = new Dictionary<string, (string, long)>(StringComparer.Ordinal);
            List<(TableEntity, TimeSpan)> aged = [];
            foreach (var one in all)
            {
                var etag = one.ETag.ToString();
                var since = _seen.TryGetValue(one.RowKey, out var before) && before.ETag == etag ? before.Since : now;
                seen[one.RowKey] = (etag, since);
                aged.Add((one, time.GetElapsedTime(since, now)));
            }

            _seen = seen;
            return aged;
        }
    }

    /// <summary>Under its ETag: whoever is there after all stays.</summary>
    private async Task Remove(TableEntity gone)
    {
        try
        {
            await account.Write(stop => account.Work.DeleteEntityAsync(gone.PartitionKey, gone.RowKey, gone.ETag, stop));
        }
        catch (Exception failed) when (Outcomes.IsOne(failed))
        {
            // The next one who comes by will do.
        }
    }
}
