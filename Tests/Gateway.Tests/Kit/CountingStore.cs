using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// Counts what requests wait for at a store: reads, and commits or what takes as long. Housekeeping and what else the service does by
/// itself, whenever it gets to it, has no request's patience.
/// </summary>
internal sealed class CountingStore(IStore inner) : IStore
{
    private int _loads, _commits, _lists;

    public bool IsExclusive => inner.IsExclusive;

    public (int Loads, int Commits) Count => (Volatile.Read(ref _loads), Volatile.Read(ref _commits));

    /// <summary>Pages of rows, such as of all people.</summary>
    public int Lists => Volatile.Read(ref _lists);

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        if (IsAsked(key)) Interlocked.Increment(ref _loads);
        return inner.Load(key, cancel);
    }

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        if (IsAsked(commit.Row.Key)) Interlocked.Increment(ref _commits);
        return inner.Commit(commit);
    }

    public ValueTask<CommitResult> Rehearse(Commit commit)
    {
        if (IsAsked(commit.Row.Key)) Interlocked.Increment(ref _commits);
        return inner.Rehearse(commit);
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        inner.Due(kind, now, limit, cancel);

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        inner.DropDue(kind, now, limit, cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        if (RequestPatience.Current is not null) Interlocked.Increment(ref _lists);
        return inner.List(kind, prefix, after, limit, cancel);
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        inner.ReadAudit(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        inner.AuditTenants(after, limit, cancel);

    private static bool IsAsked(RowKey key) => RequestPatience.Current is not null && key.Kind != RowKind.Service;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
