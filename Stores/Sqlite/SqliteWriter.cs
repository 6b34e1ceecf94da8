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
    private readonly DatabaseGuard guard;
    private readonly WriterHealth health;
    private readonly CommitQueue queue;
    private readonly Lock inHand = new();
    private readonly List<Work> batch = new(BatchLimit);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SqliteCounters counters = new();
    private volatile bool doubtful;

    /// <param name="queueLimit">How many commits may wait; one more is refused.</param>
    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public SqliteWriter(Connection connection, LogCheckpoint checkpoint, DatabaseGuard guard, TimeProvider clock, int queueLimit)
    {
        (this.connection, this.checkpoint, this.guard, this.clock) = (connection, checkpoint, guard, clock);
        statements = new(connection);
        queue = new(queueLimit);
        health = new(connection, TimeProvider.System);   // a disk that hangs does so in real time
        new Thread(Run) { IsBackground = true, Name = "countersign sqlite writer" }.Start();
    }

    public SqliteCounters Counters => counters with { QueueLength = queue.Count, Refused = queue.Refused };

    /// <summary>See <see cref="IStoreHealth"/>.</summary>
    public StoreTrouble? Trouble => health.Trouble;

    /// <summary>
    /// True after a COMMIT failed in a way that leaves open whether it will be there after a crash. Until a later write has made it
    /// certain, no reader may be told either way (I11).
    /// </summary>
    public bool IsDoubtful => doubtful;

    /// <summary>While the disk keeps the writer waiting nobody else begins to wait.</summary>
    public bool TryAdd(Work work) => !health.IsStuck && queue.TryAdd(work);

    /// <summary>Lets the writer try to end the doubt, if it has nothing else to do.</summary>
    public void Nudge()
    {
        if (queue.Count == 0) queue.TryAdd(new Interjection(static _ => { }, clock.GetTimestamp()));
    }

    /// <summary>See <see cref="IStoreHealth.Probe"/>.</summary>
    public void Probe()
    {
        if (health.IsLateNow())
        {
            foreach (var work in queue.GiveUp()) work.AnswerEarly(CommitResult.NotCommitted);
            lock (inHand)
            {
                foreach (var work in batch) work.AnswerEarly(CommitResult.Unknown);
            }
        }
        else if (health.NeedsProof() && queue.Count == 0)
        {
            queue.TryAdd(new ProbeWork(clock.GetTimestamp()));
        }
    }

    /// <summary>Takes nothing more in, does what waits, and ends.</summary>
    public Task Stop()
    {
        queue.Close();
        return ended.Task;
    }

    private void Run()
    {
        List<Work> taken = new(BatchLimit);
        while (queue.Take(taken, BatchLimit))
        {
            lock (inHand) batch.AddRange(taken);
            health.Began();
            var outcome = Write();
            health.Ended();
            Count(taken, outcome);
            lock (inHand)
            {
                foreach (var work in taken) work.Answer(outcome);
                batch.Clear();
            }

            taken.Clear();
            var copies = checkpoint.Copies;
            if (!health.IsLost) checkpoint.Consider(isIdle: queue.Count == 0);
            if (checkpoint.Copies != copies) guard.Settle();
        }

        checkpoint.Rest().GetAwaiter().GetResult();
        ended.SetResult();
    }

    /// <summary>Nothing is written to, or acknowledged out of, files that are no longer those of the database.</summary>
    private CommitResult Write()
    {
        if (health.IsLost) return CommitResult.NotCommitted;
        if (guard.Objection(checkpoint.IsCopying, isLogQuiet: true) is { } before)
        {
            Lose(before);
            return CommitResult.NotCommitted;
        }

        var outcome = IsSettled() ? Transact(batch) : CommitResult.NotCommitted;
        if (checkpoint.CountPages() > 0 && outcome == CommitResult.Committed) health.Wrote();
        if (guard.Objection(checkpoint.IsCopying, isLogQuiet: false) is { } after)
        {
            Lose(after);
            return CommitResult.Unknown;
        }

        guard.Logged();
        return outcome;
    }

    private void Lose(string how)
    {
        health.Lost(how);
        checkpoint.GiveUp();
    }

    private CommitResult Transact(List<Work> batch)
    {
        try
        {
            statements.Begin();
            health.HasLock();
            foreach (var work in batch) work.Write(statements);
        }
        catch (SqliteException e)
        {
            health.Failed(e);
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
            health.Failed(e);
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
        catch (SqliteException e)
        {
            health.Failed(e);
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
