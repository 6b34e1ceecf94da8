using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Memory;

/// <summary>Rows in memory, for tests: linearizable, with the audit chains, gone with the process.</summary>
/// <param name="isExclusive">False when several hosts share the store, so that none may trust what it read last.</param>
public sealed class MemoryStore(bool isExclusive = true) : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RowKind, SortedDictionary<string, Row>> _kinds = [];
    private readonly SortedDictionary<string, List<AuditRecord>> _chains = new(StringComparer.Ordinal);

    public bool IsExclusive => isExclusive;

    public ValueTask<Row?> Load(RowKey key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate) return new(Find(key));
    }

    public ValueTask<CommitResult> Commit(Commit commit)
    {
        CommitShape.Check(commit);
        lock (_gate)
        {
            if (!Fits(commit.Row) || !commit.Inserts.All(Fits)) return new(CommitResult.NotCommitted);
            Write(commit.Row);
            foreach (var insert in commit.Inserts) Write(insert);
            foreach (var fact in commit.Audit) Append(fact);
            return new(CommitResult.Committed);
        }
    }

    public ValueTask<CommitResult> Rehearse(Commit commit)
    {
        CommitShape.Check(commit);
        lock (_gate) return new(CommitResult.Committed);
    }

    public ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        lock (_gate) return new([.. DueRows(kind, now).Take(limit).Select(row => row.Key)]);
    }

    public ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            RowKey[] passed = [.. DueRows(kind, now).Take(limit).Select(row => row.Key)];
            foreach (var key in passed) Rows(kind).Remove(key.Id);
            return new(passed.Length);
        }
    }

    public ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new([.. Rows(kind)
                .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry.Key, after) > 0)
                .Take(limit)
                .Select(entry => entry.Value)]);
        }
    }

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // Sequence n stands at index n - 1, so a walk in pages does not start over with each page.
            return _chains.TryGetValue(tenant.Value, out var chain)
                ? new([.. chain.Skip((int)Math.Clamp(after, 0, chain.Count)).Take(limit)])
                : new([]);
        }
    }

    public ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(
                [.. _chains.Keys.Where(name => string.CompareOrdinal(name, after) > 0).Take(limit).Select(name => new TenantId(name))]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SortedDictionary<string, Row> Rows(RowKind kind)
    {
        if (!_kinds.TryGetValue(kind, out var rows)) _kinds[kind] = rows = new(StringComparer.Ordinal);
        return rows;
    }

    private Row? Find(RowKey key) => Rows(key.Kind).GetValueOrDefault(key.Id);

    private bool Fits(RowWrite write) => (Find(write.Key)?.Version ?? 0) == write.ExpectedVersion;

    private void Write(RowWrite write)
    {
        var rows = Rows(write.Key.Kind);
        if (write.IsRemoval) rows.Remove(write.Key.Id);
        else
        {
            rows[write.Key.Id] =
                new(Find(write.Key)?.Key ?? write.Key, write.ExpectedVersion + 1, InMilliseconds(write.Due), write.Body.ToArray());
        }
    }

    private static DateTimeOffset? InMilliseconds(DateTimeOffset? due) =>
        due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    private IEnumerable<Row> DueRows(RowKind kind, DateTimeOffset now) =>
        Rows(kind).Values.Where(row => row.Due <= now).OrderBy(row => row.Due).ThenBy(row => row.Key.Id, StringComparer.Ordinal);

    /// <summary>Seals the fact into its tenant's chain.</summary>
    private void Append(AuditFact fact)
    {
        if (!_chains.TryGetValue(fact.Tenant.Value, out var chain)) _chains.Add(fact.Tenant.Value, chain = []);
        var previous = chain.Count == 0 ? AuditChain.Genesis : chain[^1].Hash;
        var body = AuditBody.Write(fact);
        var sequence = chain.Count + 1L;
        chain.Add(new(sequence, previous, AuditChain.Hash(sequence, previous.Span, body), body));
    }
}
