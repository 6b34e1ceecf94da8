using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>
/// A store in memory that goes back to what it held at a moment: what was written until then is written anew, in its order.
/// </summary>
internal sealed class RewindableStore : IStore
{
    private readonly Lock _lock = new();
    private readonly List<Action<IStore>> _written = [];
    private volatile IStore _rows = InMemory.Store();
    private int _mark;

    public bool IsExclusive => true;

    /// <summary>To this moment it can go back.</summary>
    public void Mark()
    {
        lock (_lock) _mark = _written.Count;
    }

    /// <summary>Holds what it held at the mark. Nobody may use it meanwhile, nor remember what was read before.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            _written.RemoveRange(_mark, _written.Count - _mark);
            var rows = InMemory.Store();
            foreach (var write in _written) write(rows);
            _rows = rows;
        }
    }

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        lock (_lock)
        {
            var result = Now(_rows.Commit(commit));
            if (result != CommitResult.Committed) return new(result);
            var kept = new Commit(Copy(commit.Row), [.. commit.Inserts.Select(Copy)], [.. commit.Audit]);
            _written.Add(rows => Assert.Equal(CommitResult.Committed, Now(rows.Commit(kept))));
            return new(result);
        }
    }

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        lock (_lock)
        {
            var dropped = Now(_rows.DropDue(kind, now, limit, cancel));
            if (dropped > 0) _written.Add(rows => Assert.Equal(dropped, Now(rows.DropDue(kind, now, limit, CancellationToken.None))));
            return new(dropped);
        }
    }

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel) => _rows.Load(key, cancel);

    public ValueTask<CommitResult> Rehearse(Commit commit) => _rows.Rehearse(commit);

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel) =>
        _rows.Due(kind, now, limit, cancel);

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel) =>
        _rows.List(kind, prefix, after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        _rows.ReadAudit(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel) =>
        _rows.AuditTenants(after, limit, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whoever handed it in may use its buffers again.</summary>
    private static RowWrite Copy(RowWrite write) => write with { Body = write.Body.ToArray() };

    /// <summary>A store in memory answers at once.</summary>
    private static T Now<T>(ValueTask<T> answer)
    {
        Assert.True(answer.IsCompleted);
        return answer.GetAwaiter().GetResult();
    }
}
