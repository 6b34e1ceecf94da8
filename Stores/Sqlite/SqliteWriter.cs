using Countersign.Engine.Ports;
using SQLitePCL;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// The one thread that writes. Everything handed in while a transaction ran goes into the next one (group commit), so the wait for
/// the disk is shared; a commit that lost a race fails alone.
/// </summary>
internal sealed class SqliteWriter
{
    private const int BatchLimit = 512;   // keeps a transaction to a few milliseconds, and the first in it from waiting for the last

    private readonly TimeProvider clock;
    private readonly Connection connection;
    private readonly WriterStatements statements;
    private readonly LogCheckpoint checkpoint;
    private readonly CommitQueue queue;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SqliteCounters counters = new();
    private volatile bool doubtful;

    /// <param name="queueLimit">How many commits may wait; one more is refused.</param>
    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public SqliteWriter(Connection connection, LogCheckpoint checkpoint, TimeProvider clock, int queueLimit)
    {
        (this.connection, this.checkpoint, this.clock) = (connection, checkpoint, clock);
        statements = new(connection);
        queue = new(queueLimit);
        new Thread(Run) { IsBackground = true, Name = "countersign sqlite writer" }.Start();
    }

    public SqliteCounters Counters => counters with { QueueLength = queue.Count, Refused = queue.Refused };

    /// <summary>
    /// True after a COMMIT failed in a way that leaves open whether it will be there after a crash. Until a later write has made it
    /// certain, no reader may be told either way (I11).
    /// </summary>
    public bool IsDoubtful => doubtful;

    public bool TryAdd(Work work) => queue.TryAdd(work);

    /// <summary>Lets the writer try to end the doubt, if it has nothing else to do.</summary>
    public void Nudge()
    {
        if (queue.Count == 0) queue.TryAdd(new Interjection(static _ => { }, clock.GetTimestamp()));
    }

    /// <summary>Takes nothing more in, does what waits, and ends.</summary>
    public Task Stop()
    {
        queue.Close();
        return ended.Task;
    }

    private void Run()
    {
        var batch = new List<Work>(BatchLimit);
        while (queue.Take(batch, BatchLimit))
        {
            var outcome = IsSettled() ? Transact(batch) : CommitResult.NotCommitted;
            checkpoint.CountPages();
            Count(batch, outcome);
            foreach (var work in batch) work.Answer(outcome);
            batch.Clear();
            checkpoint.Consider(isIdle: queue.Count == 0);
        }

        checkpoint.Rest().GetAwaiter().GetResult();
        ended.SetResult();
    }

    private CommitResult Transact(List<Work> batch)
    {
        try
        {
            statements.Begin();
            foreach (var work in batch) work.Write(statements);
        }
        catch (SqliteException)
        {
            GiveUp();
            return CommitResult.NotCommitted;   // no commit mark was ever written
        }

        return CommitTransaction();
    }

    private CommitResult CommitTransaction()
    {
        try
        {
            statements.Commit();
            return CommitResult.Committed;
        }
        catch (SqliteException e)
        {
            GiveUp();

            // No space: the frame that carries the commit mark is written last, so it was not. Busy: nothing was. Anything else, such as
            // a failed flush, may have left the mark in the log, where a recovery after a crash would find it.
            if (e.Code is raw.SQLITE_FULL or raw.SQLITE_BUSY) return CommitResult.NotCommitted;
            doubtful = true;
            return CommitResult.Unknown;
        }
    }

    private void GiveUp()
    {
        statements.ForgetHeads();
        try
        {
            if (connection.InTransaction) statements.Rollback();
        }
        catch (SqliteException)
        {
            doubtful = true;   // still inside it: settling tries again
        }
    }

    /// <summary>
    /// After a doubtful COMMIT: writes over the place in the log where its mark may stand. Once that is durable, what readers see is
    /// also what a recovery would find.
    /// </summary>
    private bool IsSettled()
    {
        if (!doubtful) return true;
        try
        {
            if (connection.InTransaction) statements.Rollback();
            statements.Begin();
            statements.Settle();
            statements.Commit();
            doubtful = false;
        }
        catch (SqliteException)
        {
            GiveUp();
        }

        return !doubtful;
    }

    private void Count(List<Work> batch, CommitResult outcome)
    {
        var now = clock.GetTimestamp();
        var (commits, conflicts, failures) = (0, 0, 0);
        var (longest, total) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var work in batch)
        {
            if (work is not CommitWork commit) continue;
            var wait = clock.GetElapsedTime(work.Since, now);
            if (wait > longest) longest = wait;
            total += wait;
            if (commit.Conflicts) conflicts++;
            else if (outcome == CommitResult.Committed) commits++;
            else failures++;
        }

        var before = counters;
        counters = before with
        {
            Commits = before.Commits + commits,
            Conflicts = before.Conflicts + conflicts,
            Failures = before.Failures + failures,
            Transactions = before.Transactions + (commits > 0 ? 1 : 0),
            LastCommitWait = commits + conflicts + failures > 0 ? longest : before.LastCommitWait,
            TotalCommitWait = before.TotalCommitWait + total,
            LogPages = checkpoint.Pages,
            Checkpoints = checkpoint.Done,
            LongestCheckpoint = checkpoint.Longest,
        };
    }
}
