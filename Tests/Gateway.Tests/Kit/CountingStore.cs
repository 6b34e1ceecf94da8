using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// Counts what is awaited of a store while somebody is answered: reads, and commits or what takes as long. The service's own row is read
/// and written every ten seconds, whoever asks.
/// </summary>
internal sealed class CountingStore(IStore inner) : IStore
{
    private int _loads, _commits;

    public bool IsExclusive => inner.IsExclusive;

    public (int Loads, int Commits) Count => (Volatile.Read(ref _loads), Volatile.Read(ref _commits));

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        if (key.Kind != RowKind.Service) Interlocked.Increment(ref _loads);
        return inner.Load(key, cancel);
    }

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        if (commit.Row.Key.Kind != RowKind.Service) Interlocked.Increment(ref _commits);
        return inner.Commit(commit);
    }

    public ValueTask<CommitResult> Rehearse(Commit commit)
    {
        Interlocked.Increment(ref _commits);
        return inner.Rehearse(commit);
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        inner.Due(kind, now, limit, cancel);

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        inner.DropDue(kind, now, limit, cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
        inner.List(kind, prefix, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        inner.ReadAudit(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        inner.AuditTenants(after, limit, cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
