using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Countersign.Engine;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// The replay memory of all processes on the account (T22): hashes alone, each an entity that is inserted once and goes when it is out of
/// date. It outlives every process; only a copy that is put back makes it forget.
/// </summary>
internal sealed class ReplayTable(StorageAccount account, Lease lease, TimeProvider clock) : IReplayMemory
{
    /// <summary>The clocks of two gateways may differ by less than this; only what is older goes.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SweepPace = TimeSpan.FromMinutes(1);

    /// <summary>The most ids that are remembered (I17).</summary>
    private const int Most = 5_000_000;

    private const int Shards = 4, Page = 1000, InTransaction = 100, Attempts = 3;
    private static readonly ReplayKind[] Kinds = [.. Enum.GetValues<ReplayKind>().Where(kind => kind != ReplayKind.Malformed)];

    private long _since = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private long _swept = clock.GetTimestamp();
    private volatile bool _isFull;

    private DateTimeOffset Since => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _since));

    public async ValueTask<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_isFull || !ReplayMemory.MayBeFirst(issuedAt, Since)) return false;
        var hash = TableKeys.Hash(id);
        var entity = new TableEntity(PartitionOf(kind, hash[0] % Shards), hash) { ["u"] = until.ToUnixTimeMilliseconds() };
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (await Wins(stop => account.Replays.AddEntityAsync(entity, stop))) return true;
                var there = await account.Get(account.Replays, entity.PartitionKey, entity.RowKey, cancel);
                if (there is null) continue;   // it went this moment
                if (there.GetInt64("u") is not { } passed || passed >= Expired()) return false;
                if (await Wins(stop => account.Replays.UpdateEntityAsync(entity, there.ETag, TableUpdateMode.Replace, stop))) return true;
            }
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            throw new EngineUnavailableException("Whether this was shown before cannot be told: " + Outcomes.CauseOf(failed) + ".", failed);
        }

        return false;
    }

    /// <summary>Reads since when nothing is forgotten.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        var there = await account.Get(account.Work, TableKeys.Schema, TableKeys.Seen, cancel);
        Volatile.Write(ref _since, there?.GetInt64("u") ?? throw new StorageUnavailableException("The time of the replay memory is gone."));
    }

    /// <summary>What is kept of the time since when nothing is forgotten.</summary>
    public static TableEntity SeenSince(DateTimeOffset time) =>
        new(TableKeys.Schema, TableKeys.Seen) { ["u"] = time.ToUnixTimeMilliseconds() };

    /// <summary>What was issued before now is refused, by every process that opens the account from now on.</summary>
    /// <exception cref="StorageUnavailableException">It is not certain to be durable.</exception>
    public async ValueTask Forget(CancellationToken cancel)
    {
        try
        {
            var seen = SeenSince(clock.GetStamp());
            await account.Write(stop => account.Work.UpsertEntityAsync(seen, TableUpdateMode.Replace, stop));
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The replay memory cannot be ended now: " + Outcomes.CauseOf(failed), failed);
        }

        await Begin(cancel);
    }

    /// <summary>To be called now and then: one process removes what is out of date.</summary>
    /// <exception cref="StorageUnavailableException">It cannot now.</exception>
    public async Task Sweep(CancellationToken cancel)
    {
        if (clock.GetElapsedTime(_swept) < SweepPace || !await lease.IsHeld(cancel)) return;
        _swept = clock.GetTimestamp();
        var left = 0;
        foreach (var kind in Kinds)
        {
            for (var shard = 0; shard < Shards; shard++) left += await Sweep(PartitionOf(kind, shard), cancel);
        }

        _isFull = left >= Most;
    }

    private async Task<int> Sweep(string partition, CancellationToken cancel)
    {
        var (left, from) = (0, "");
        while (true)
        {
            var filter = $"PartitionKey eq '{partition}' and RowKey gt '{from}'";
            var some = await account.Query(account.Replays, filter, Page, cancel);
            var expired = Expired();
            TableEntity[] passed = [.. some.Where(one => one.GetInt64("u") < expired)];
            foreach (var chunk in passed.Chunk(InTransaction)) await Remove(chunk);
            left += some.Count - passed.Length;
            if (some.Count < Page) return left;
            from = some[^1].RowKey;
        }
    }

    /// <summary>Under their ETags: one that was shown again meanwhile stays, and with it those beside it, until the next time.</summary>
    private async Task Remove(TableEntity[] passed)
    {
        try
        {
            var actions = passed.Select(one => new TableTransactionAction(TableTransactionActionType.Delete, one, one.ETag));
            await account.Write(stop => account.Replays.SubmitTransactionAsync(actions, stop));
        }
        catch (Exception failed)
        {
            if (!Outcomes.IsConflict(failed)) throw new StorageUnavailableException(Outcomes.CauseOf(failed), failed);
        }
    }

    private async Task<bool> Wins(Func<CancellationToken, Task<Response>> send)
    {
        try
        {
            await account.Write(send);
            return true;
        }
        catch (RequestFailedException taken) when (Outcomes.IsConflict(taken))
        {
            return false;
        }
    }

    private long Expired() => (clock.GetUtcNow() - Margin).ToUnixTimeMilliseconds();

    private static string PartitionOf(ReplayKind kind, int shard) => string.Create(CultureInfo.InvariantCulture, $"{(int)kind}.{shard}");
}
