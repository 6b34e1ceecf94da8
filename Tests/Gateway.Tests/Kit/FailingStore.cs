using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A store whose storage goes away, or says nothing any more, and comes back when a test says so.</summary>
internal sealed class FailingStore(IStore inner) : IStore
{
    private volatile bool _isAway;
    private volatile TaskCompletionSource? _silence;
    private int _commitsLeft = int.MaxValue;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>After so many commits it is away.</summary>
    public int CommitsLeft
    {
        set => Volatile.Write(ref _commitsLeft, value);
    }

    /// <summary>What is asked meanwhile is answered when it is over: with "away".</summary>
    public bool IsSilent
    {
        get => _silence is not null;
        set
        {
            var before = _silence;
            _silence = value ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            before?.TrySetResult();
        }
    }

    public bool IsExclusive => inner.IsExclusive;

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => Reached(store => store.Load(key, cancel));

    public ValueTask<CommitResult> Commit(Commit commit) => Written(store => store.Commit(commit));

    public ValueTask<CommitResult> Rehearse(Commit commit) => Written(store => store.Rehearse(commit));

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        Reached(store => store.Due(kind, now, limit, cancel));

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        Reached(store => store.DropDue(kind, now, limit, cancel));

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
        Reached(store => store.List(kind, prefix, after, limit, cancel));

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        Reached(store => store.ReadAudit(tenant, after, limit, cancel));

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        Reached(store => store.AuditTenants(after, limit, cancel));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> Reached<T>(Func<IStore, ValueTask<T>> ask)
    {
        var wasSilent = await Silence();
        return _isAway || wasSilent ? throw new StorageUnavailableException("Scripted: the storage is away.") : await ask(inner);
    }

    private async ValueTask<CommitResult> Written(Func<IStore, ValueTask<CommitResult>> write)
    {
        var wasSilent = await Silence();
        if (Volatile.Read(ref _commitsLeft) != int.MaxValue && Interlocked.Decrement(ref _commitsLeft) < 0) _isAway = true;
        return _isAway || wasSilent ? CommitResult.Unknown : await write(inner);
    }

    /// <returns>Whether it was silent.</returns>
    private async ValueTask<bool> Silence()
    {
        if (_silence is not { } silence) return false;
        await silence.Task;
        return true;
    }
}
