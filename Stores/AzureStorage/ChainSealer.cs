using Azure;
using Countersign.Engine.Ports;
using Countersign.SignIn;

namespace Countersign.Stores.AzureStorage;

/// <summary>
/// Seals the facts of one tenant. A fact is in the chain once: the head that a batch replaces names the facts which are in the chain and
/// may still be in their outboxes, and after it was read each fact is looked for that somebody else may have sealed.
/// </summary>
internal sealed class ChainSealer(
    TenantId tenant, StorageAccount account, AuditTable audit, MarkWriter marks, TimeProvider time, Action<int, int> done,
    CancellationToken stop)
{
    /// <summary>In one batch, and so in one outbox: of the service's 100 entities.</summary>
    public const int MostRecords = 90;

    private const int MostBytes = 2 * 1024 * 1024;   // of the service's 4 MiB
    private const int MostNamed = 300;               // in a head: at 70 characters each within a property's 64 KiB
    private const int AtOnce = 8;

    /// <summary>Commits gather for so long, unless somebody wants to read.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Queue<UnsealedFacts> _waiting = new();
    private readonly HashSet<string> _emptied = [];   // names in the head whose outboxes are known to be empty
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _sealing = Task.CompletedTask;
    private ChainHead? _head;
    private long _headRead;

    public void Add(UnsealedFacts facts)
    {
        lock (_lock)
        {
            _waiting.Enqueue(facts);
            if (_sealing.IsCompleted && !stop.IsCancellationRequested) _sealing = Task.Run(SealAll, CancellationToken.None);
        }
    }

    public bool IsWaiting(UnsealedFacts facts)
    {
        lock (_lock) return _waiting.Any(one => one.Name == facts.Name);
    }

    /// <summary>Completes when what is waiting now was sealed; hurries.</summary>
    public async Task Flush()
    {
        _hurry.TrySetResult();
        await Rest();
    }

    public Task Rest()
    {
        lock (_lock) return _sealing;
    }

    private async Task SealAll()
    {
        var pause = Gathering;
        while (true)
        {
            await Task.WhenAny(_hurry.Task, Task.Delay(pause, time, stop));
            var batch = Take();
            if (batch.Count == 0 || stop.IsCancellationRequested) return;
            try
            {
                await Seal(batch);
                pause = Gathering;
            }
            catch (Exception failed)   // whatever it was: the facts are in the storage, and are tried again
            {
                _head = null;
                pause = Outcomes.IsConflict(failed) ? TimeSpan.FromMilliseconds(Random.Shared.Next(5, 40)) : TimeSpan.FromMilliseconds(500);
                if (!Outcomes.IsConflict(failed)) _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
                PutBack(batch);
            }
        }
    }

    /// <summary>The next to be sealed; none: the sealing is over, and the next fact begins it again.</summary>
    private List<UnsealedFacts> Take()
    {
        List<UnsealedFacts> batch = [];
        var (records, bytes) = (0, 0);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var next))
            {
                if (batch.Count > 0 && (records + next.Bodies.Count > MostRecords || bytes + next.Size > MostBytes)) break;
                (records, bytes) = (records + next.Bodies.Count, bytes + next.Size);
                batch.Add(_waiting.Dequeue());
            }

            if (batch.Count == 0)
            {
                _sealing = Task.CompletedTask;
                if (_hurry.Task.IsCompleted) _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return batch;
    }

    private void PutBack(List<UnsealedFacts> batch)
    {
        lock (_lock)
        {
            UnsealedFacts[] rest = [.. _waiting];
            _waiting.Clear();
            foreach (var facts in batch.Concat(rest)) _waiting.Enqueue(facts);
        }
    }

    private async Task Seal(List<UnsealedFacts> batch)
    {
        var head = _head ?? await ReadHead();
        var isUnsealed = new bool[batch.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, batch.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) => isUnsealed[i] = await IsUnsealed(batch[i], head));
        List<UnsealedFacts> unsealed = [.. batch.Where((_, i) => isUnsealed[i]).DistinctBy(facts => facts.Name)];   // handed in and found
        if (unsealed.Count > 0) _head = await Append(head, unsealed);
        done(batch.Count, unsealed.Sum(facts => facts.Bodies.Count));
        await Empty(batch);
    }

    private async Task<ChainHead> ReadHead()
    {
        _head = await audit.Head(tenant, stop);
        _headRead = time.GetTimestamp();
        return _head;
    }

    /// <summary>
    /// Whether the facts are not in the chain, as its head was when it was read; under its ETag what was so is so still. Nobody can have
    /// sealed by then what was sent only afterwards; the rest is looked for.
    /// </summary>
    private async Task<bool> IsUnsealed(UnsealedFacts facts, ChainHead head)
    {
        if (head.Sealed.Contains(facts.Name)) return false;
        return facts.Since > _headRead || await account.Get(account.Rows, facts.Partition, facts.Row, stop) is not null;
    }

    private async Task<ChainHead> Append(ChainHead head, List<UnsealedFacts> unsealed)
    {
        if (head.Sealed.Count > MostNamed - MostRecords) await EmptyNamed(head.Sealed.Where(name => !_emptied.Contains(name)));
        string[] named = [.. head.Sealed.Where(name => !_emptied.Contains(name)), .. unsealed.Select(facts => facts.Name)];
        var next = await audit.Append(tenant, head, unsealed.SelectMany(facts => facts.Bodies), named);
        _emptied.IntersectWith(next.Sealed);
        return next;
    }

    /// <summary>Takes what is in the chain out of the outboxes; what fails is named in the head, and taken out by somebody later.</summary>
    private Task Empty(List<UnsealedFacts> batch) => Parallel.ForEachAsync(
        batch, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (facts, _) =>
        {
            if (!await IsRemoved(facts.Partition, facts.Row)) return;
            lock (_emptied) _emptied.Add(facts.Name);
            var mark = facts.Mark();
            marks.Remove(mark.PartitionKey, mark.RowKey);
        });

    /// <exception cref="StorageUnavailableException">One of them is not certain to be gone.</exception>
    private Task EmptyNamed(IEnumerable<string> names) => Parallel.ForEachAsync(
        names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            var (partition, row) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
            if (!await IsRemoved(partition, row)) throw new StorageUnavailableException("An outbox could not be emptied.");
            lock (_emptied) _emptied.Add(name);
        });

    private async Task<bool> IsRemoved(string partition, string row)
    {
        try
        {
            await account.Write(send => account.Rows.DeleteEntityAsync(partition, row, ETag.All, send));
            return true;
        }
        catch (Exception failed) when (Outcomes.IsOne(failed))
        {
            return Outcomes.IsGone(failed);
        }
    }
}
