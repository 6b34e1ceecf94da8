using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Ports;

/// <summary>
/// The storage port. Its compare-and-swap is the only lock of the product: every change is written under the version it was
/// decided on, and the store lets at most one of any conflicting commits succeed (I13).
/// </summary>
/// <remarks>
/// Every method throws <see cref="StorageUnavailableException"/> when the storage cannot be asked; a commit never does: it answers.
/// </remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// True when nobody but this process can write: what was read or written last is then the truth and need not be read again.
    /// </summary>
    bool IsExclusive { get; }

    /// <summary>The row, with its owner, or null when it is absent (never written, or expired away).</summary>
    ValueTask<Row?> Load(RowKey key, CancellationToken cancel);

    /// <summary>Reads a row again whose version is known; cheaper than <see cref="Load"/> where it has not changed.</summary>
    /// <param name="version">0: it was absent.</param>
    async ValueTask<Reread> Reload(RowKey key, long version, CancellationToken cancel)
    {
        var row = await Load(key, cancel);
        return (row?.Version ?? 0) == version ? new(true, null) : new(false, row);
    }

    /// <summary>
    /// Writes the row, the inserts and the audit facts in one atomic step, durable before <see cref="CommitResult.Committed"/> is answered.
    /// Does not throw for a failed write and takes no cancellation: once sent, only the storage knows the outcome.
    /// </summary>
    /// <remarks>
    /// The audit facts are an outbox: as durable as the row, and no commit waits for another tenant's. The store seals them, in the commit
    /// or soon after it, each once, into the chain of the fact's tenant (<see cref="AuditChain"/>).
    /// </remarks>
    ValueTask<CommitResult> Commit(Commit commit);

    /// <summary>
    /// Takes as long as a commit of this, as near as the store can, and answers like it; but keeps nothing of it (T5, I17). Nothing is
    /// compared. Where a commit is more than one round trip, the store has a way of its own.
    /// </summary>
    async ValueTask<CommitResult> Rehearse(Commit commit)
    {
        try
        {
            await Load(commit.Row.Key, CancellationToken.None);
            return CommitResult.Committed;
        }
        catch (StorageUnavailableException)
        {
            return CommitResult.NotCommitted;
        }
    }

    /// <summary>Keys of rows of this kind whose due time is at or before <paramref name="now"/>, the longest due first.</summary>
    ValueTask<IReadOnlyList<RowKey>> Due(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>Removes up to <paramref name="limit"/> rows of this kind whose due time has passed; answers how many.</summary>
    ValueTask<int> DropDue(RowKind kind, DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>
    /// Rows of one kind whose id starts with <paramref name="prefix"/> and sorts (ordinal) after <paramref name="after"/>, in order.
    /// </summary>
    ValueTask<IReadOnlyList<Row>> List(RowKind kind, string prefix, string after, int limit, CancellationToken cancel);

    /// <summary>
    /// The tenant's sealed audit records with a sequence above <paramref name="after"/>, in order. Where the store has a trunk, the
    /// tenant's records in it come first; between those there are gaps.
    /// </summary>
    ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel);

    /// <summary>Tenants that have audit records, whose names sort (ordinal) after <paramref name="after"/>, in order.</summary>
    ValueTask<IReadOnlyList<TenantId>> AuditTenants(string after, int limit, CancellationToken cancel);

    /// <summary>
    /// The trunk: the one chain of all tenants that a store has which was made before each tenant had its own. A tenant with records in it
    /// branches from its end: the first record of its own names the trunk's last. Most stores have none.
    /// </summary>
    ValueTask<IReadOnlyList<AuditRecord>> ReadAuditTrunk(long after, int limit, CancellationToken cancel) => new([]);
}

/// <param name="Version">1 for the first write, one more with each; compared, never interpreted.</param>
/// <param name="Due">
/// When the row next needs attention: a user's turn, or removal for challenges, sessions and grants. Null: never. Milliseconds precision.
/// </param>
/// <param name="Body">The state, UTF-8 JSON.</param>
public sealed record Row(RowKey Key, long Version, DateTimeOffset? Due, ReadOnlyMemory<byte> Body);

/// <param name="ExpectedVersion">The version decided on; 0: the row must be absent.</param>
/// <param name="Body">Empty: the row is to go. No state is written as nothing.</param>
public sealed record RowWrite(RowKey Key, long ExpectedVersion, DateTimeOffset? Due, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Removes the row. A row written under its key later begins with version 1 again, so this is for keys that are never used twice.
    /// </summary>
    public static RowWrite Removal(RowKey key, long expectedVersion) => new(key, expectedVersion, null, default);

    public bool IsRemoval => Body.IsEmpty;
}

/// <summary>
/// One atomic step: the decided row, the rows it brings into being (each must be absent, and of the same owner), the audit facts that go
/// with it.
/// </summary>
public sealed record Commit(RowWrite Row, IReadOnlyList<RowWrite> Inserts, IReadOnlyList<AuditFact> Audit);

/// <summary>Three-valued (I11).</summary>
public enum CommitResult : byte
{
    /// <summary>Nobody knows: the answer was lost. Read again before saying anything.</summary>
    Unknown = 0,

    /// <summary>Durable.</summary>
    Committed = 1,

    /// <summary>Not written and never will be: another writer was first, or the storage refused.</summary>
    NotCommitted = 2,
}

/// <summary>The storage cannot be read or asked now. The caller answers 503 and changes nothing (I10).</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
