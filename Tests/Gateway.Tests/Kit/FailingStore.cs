using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A store whose storage goes away and comes back when a test says so.</summary>
internal sealed class FailingStore(IStore inner) : IStore
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public bool IsExclusive => inner.IsExclusive;

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => Reached().Load(key, cancel);

    public ValueTask<CommitResult> Commit(Commit commit) => _isAway ? new(CommitResult.Unknown) : inner.Commit(commit);

    public ValueTask<CommitResult> Rehearse(Commit commit) => _isAway ? new(CommitResult.Unknown) : inner.Rehearse(commit);

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        Reached().Due(kind, now, limit, cancel);

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        Reached().DropDue(kind, now, limit, cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
        Reached().List(kind, prefix, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        Reached().ReadAudit(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        Reached().AuditTenants(after, limit, cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IStore Reached() => _isAway ? throw new StorageUnavailableException("Scripted: the storage is away.") : inner;
}
