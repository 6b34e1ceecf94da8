using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Contract.Storage;

/// <summary>
/// A store that says whether it is shared, and lets a test step in right after a commit was handled, before its writer hears of it.
/// </summary>
internal sealed class HookedStore(IStore inner, bool isExclusive) : IStore
{
    private Action? _afterCommit;
    private int _left;

    public bool IsExclusive => isExclusive;

    /// <param name="passed">How many commits go by before the one meant.</param>
    public void AfterCommit(int passed, Action action) => (_left, _afterCommit) = (passed, action);

    public async ValueTask<CommitResult> Commit(Commit commit)
    {
        var result = await inner.Commit(commit);
        Committed();
        return result;
    }

    /// <summary>A commit was handled, here or by a store that shares the hook.</summary>
    public void Committed()
    {
        if (Interlocked.Decrement(ref _left) < 0) Interlocked.Exchange(ref _afterCommit, null)?.Invoke();
    }

    public ValueTask<CommitResult> Rehearse(Commit commit) => inner.Rehearse(commit);

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => inner.Load(key, cancel);

    public ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel) => inner.Reload(key, version, cancel);

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
