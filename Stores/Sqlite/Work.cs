using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>One thing to do within the writer's next transaction.</summary>
/// <param name="since">The clock's timestamp when it was handed in.</param>
internal abstract class Work(long since)
{
    public long Since => since;

    /// <summary>The outcome for the caller; <paramref name="transaction"/> is the outcome of the whole transaction.</summary>
    public virtual CommitResult Outcome(CommitResult transaction) => transaction;

    /// <summary>Runs inside the transaction, on the writer's thread.</summary>
    /// <exception cref="SqliteException">The whole transaction is given up.</exception>
    public abstract void Write(WriterStatements statements);

    /// <summary>Answers the caller, after the transaction ended.</summary>
    public abstract void Answer(CommitResult transaction);

    /// <summary>Tells a caller who has waited long enough what is known now; the transaction may go on. On any thread.</summary>
    public virtual void AnswerEarly(CommitResult known) { }
}

internal sealed class CommitWork(Commit commit, RecentInserts recent, long since) : Work(since)
{
    // Callers go on elsewhere: their code must not run on the writer's thread.
    private readonly TaskCompletionSource<CommitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Made here, on the caller's thread: the writer only hashes.
    private readonly byte[][] _bodies = [.. commit.Audit.Select(AuditBody.Write)];
    private bool _conflicts;

    public Task<CommitResult> Task => _answer.Task;

    /// <summary>A commit that lost a race has surely not written, whatever became of the transaction it ran in.</summary>
    public override CommitResult Outcome(CommitResult transaction) => _conflicts ? CommitResult.NotCommitted : transaction;

    public bool Conflicts => _conflicts;

    public override void Write(WriterStatements statements)
    {
        // Nothing is written before the last thing that can be in the way was looked at, so no commit ever has to be undone alone.
        _conflicts = commit.Inserts.Any(insert => statements.Exists(insert.Key)) || !statements.TryWrite(commit.Row);
        if (_conflicts) return;
        foreach (var insert in commit.Inserts) statements.TryWrite(insert);
        for (var i = 0; i < _bodies.Length; i++) statements.Append(commit.Audit[i].Tenant, _bodies[i]);
    }

    public override void Answer(CommitResult transaction)
    {
        var outcome = Outcome(transaction);
        recent.Settled(commit, outcome);
        _answer.TrySetResult(outcome);
    }

    public override void AnswerEarly(CommitResult known) => _answer.TrySetResult(known);
}

/// <summary>
/// Writes the rows of a commit under ids that nobody has, and takes them out again in the same transaction: as much to do, the same pages
/// to flush, and nothing left, whatever becomes of the process.
/// </summary>
internal sealed class RehearsalWork(Commit commit, long since) : Work(since)
{
    private readonly TaskCompletionSource<CommitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RowWrite[] _rows = [.. commit.Inserts.Prepend(commit.Row).Select(Elsewhere)];

    public Task<CommitResult> Task => _answer.Task;

    public override void Write(WriterStatements statements)
    {
        foreach (var row in _rows) statements.TryWrite(row);
        foreach (var row in _rows) statements.TryWrite(RowWrite.Removal(row.Key, 1));
    }

    public override void Answer(CommitResult transaction) => _answer.TrySetResult(transaction);

    public override void AnswerEarly(CommitResult known) => _answer.TrySetResult(known);

    private static RowWrite Elsewhere(RowWrite write) => write with
    {
        Key = new(RowKind.Challenge, "~" + Guid.NewGuid().ToString("N"), write.Key.Owner), ExpectedVersion = 0,
    };
}

internal sealed class DropWork(RowKind kind, DateTimeOffset now, int limit, RecentInserts recent, long since) : Work(since)
{
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _dropped;

    public Task<int> Task => _answer.Task;

    public override void Write(WriterStatements statements) => _dropped = statements.DropDue(kind, now, limit);

    public override void Answer(CommitResult transaction)
    {
        if (transaction != CommitResult.NotCommitted && _dropped > 0) recent.Dropped(kind, now);
        if (transaction == CommitResult.Committed) _answer.TrySetResult(_dropped);
        else AnswerEarly(transaction);
    }

    public override void AnswerEarly(CommitResult known) =>
        _answer.TrySetException(new StorageUnavailableException($"The rows of kind {kind} that are due could not be removed."));
}

/// <summary>Something done with the writer's own connection, between other work: to end a doubt, or what a test arranges.</summary>
internal sealed class Interjection(Action<Connection> action, long since) : Work(since)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _answer.Task;

    public override void Write(WriterStatements statements) => action(statements.Connection);

    public override void Answer(CommitResult transaction) => _answer.SetResult();
}

/// <summary>Writes a page, to see whether it can be written.</summary>
internal sealed class ProbeWork(long since) : Work(since)
{
    public override void Write(WriterStatements statements) => statements.Settle();

    public override void Answer(CommitResult transaction) { }
}
