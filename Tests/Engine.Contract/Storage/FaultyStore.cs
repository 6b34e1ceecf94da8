using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Contract.Storage;

/// <summary>Failures of one commit (F3, F4).</summary>
internal enum Fault
{
    /// <summary>Never sent, and the caller is told so.</summary>
    Refused,

    /// <summary>Never sent, and nobody can tell.</summary>
    LostBeforeSending,

    /// <summary>Carried out, but the answer is lost.</summary>
    LostAnswer,

    /// <summary>The answer is lost; the commit is held and arrives when <see cref="FaultyStore.DeliverLate"/> says so.</summary>
    Late,
}

/// <summary>A store that fails as scripted, without a timer. One fault meets one commit, in the order of the script.</summary>
internal sealed class FaultyStore(IStore inner) : IStore
{
    private readonly Lock _gate = new();
    private readonly Queue<Fault?> _script = new();
    private readonly Queue<Func<ValueTask<CommitResult>>> _late = new();
    private int _failingLoads;
    private volatile bool _unavailable;

    public bool IsExclusive => inner.IsExclusive;

    /// <summary>The number of commits handed in, whatever became of them.</summary>
    public int Commits { get; private set; }

    /// <summary>While true nothing can be read, and no commit is sent.</summary>
    public bool IsUnavailable
    {
        get => _unavailable;
        set => _unavailable = value;
    }

    /// <summary>What the driver of a database would throw; null: nothing.</summary>
    public Exception? Cause { get; set; }

    /// <summary>The next commits not spoken for meet these; null lets one pass.</summary>
    public void OnNextCommits(params Fault?[] faults)
    {
        lock (_gate)
        {
            foreach (var fault in faults) _script.Enqueue(fault);
        }
    }

    public void FailNextLoads(int count) => Interlocked.Exchange(ref _failingLoads, count);

    /// <summary>Delivers the commit held longest, and answers what became of it.</summary>
    public ValueTask<CommitResult> DeliverLate()
    {
        Func<ValueTask<CommitResult>> deliver;
        lock (_gate) deliver = _late.Dequeue();
        return deliver();
    }

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        if (Interlocked.Decrement(ref _failingLoads) >= 0) throw new StorageUnavailableException("A scripted fault.");
        return inner.Load(key, cancel);
    }

    public ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        if (Interlocked.Decrement(ref _failingLoads) >= 0) throw new StorageUnavailableException("A scripted fault.");
        return inner.Reload(key, version, cancel);
    }

    public async ValueTask<CommitResult> Commit(Commit commit)
    {
        if (_unavailable) return CommitResult.NotCommitted;
        switch (Meets(() => inner.Commit(commit)))
        {
            case Fault.Refused:
                return CommitResult.NotCommitted;
            case Fault.LostBeforeSending or Fault.Late:
                return CommitResult.Unknown;
            case Fault.LostAnswer:
                // A commit that lost its race had no effect, but the caller cannot know that either.
                await inner.Commit(commit);
                return CommitResult.Unknown;
            default:
                return await inner.Commit(commit);
        }
    }

    public ValueTask<CommitResult> Rehearse(Commit commit) =>
        _unavailable ? new(CommitResult.NotCommitted) : inner.Rehearse(commit);

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        return inner.Due(kind, now, limit, cancel);
    }

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        return inner.DropDue(kind, now, limit, cancel);
    }

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        return inner.List(kind, prefix, after, limit, cancel);
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        return inner.ReadAudit(tenant, after, limit, cancel);
    }

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        ThrowIfUnavailable();
        return inner.AuditTenants(after, limit, cancel);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Whether a read is refused now, of whatever store shares the script.</summary>
    public bool Refuses(bool isOfOneRow) => _unavailable || (isOfOneRow && Interlocked.Decrement(ref _failingLoads) >= 0);

    /// <summary>What meets the next commit.</summary>
    /// <param name="deliver">Carries it out when it is late.</param>
    public Fault? Meets(Func<ValueTask<CommitResult>> deliver)
    {
        lock (_gate)
        {
            Commits++;
            var fault = _script.TryDequeue(out var next) ? next : null;
            if (fault == Fault.Late) _late.Enqueue(deliver);
            return fault;
        }
    }

    private void ThrowIfUnavailable()
    {
        if (_unavailable) throw new StorageUnavailableException("Scripted: the storage is away.", Cause);
    }
}
