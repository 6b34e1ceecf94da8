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

    private readonly TimeProvider _clock;
    private readonly Connection _connection;
    private readonly WriterStatements _statements;
    private readonly LogCheckpoint _checkpoint;
    private readonly CommitQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SqliteCounters _counters = new();
    private volatile bool _doubtful;

    /// <param name="queueLimit">How many commits may wait; one more is refused.</param>
    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public SqliteWriter(Connection connection, LogCheckpoint checkpoint, TimeProvider clock, int queueLimit)
    {
        (_connection, _checkpoint, _clock) = (connection, checkpoint, clock);
        _statements = new(connection);
        _queue = new(queueLimit);
        new Thread(Run) { IsBackground = true, Name = "countersign sqlite writer" }.Start();
    }

    public SqliteCounters Counters => _counters with { QueueLength = _queue.Count, Refused = _queue.Refused };

    /// <summary>
    /// True after a COMMIT failed in a way that leaves open whether it will be there after a crash. Until a later write has made it
    /// certain, no reader may be told either way (I11).
    /// </summary>
    public bool IsDoubtful => _doubtful;

    public bool TryAdd(Work work) => _queue.TryAdd(work);

    /// <summary>Lets the writer try to end the doubt, if it has nothing else to do.</summary>
    public void Nudge()
    {
        if (_queue.Count == 0) _queue.TryAdd(new Interjection(static _ => { }, _clock.GetTimestamp()));
    }

    /// <summary>Takes nothing more in, does what waits, and ends.</summary>
    public Task Stop()
    {
        _queue.Close();
        return _ended.Task;
    }

    private void Run()
    {
        var batch = new List<Work>(BatchLimit);
        while (_queue.Take(batch, BatchLimit))
        {
            var outcome = IsSettled() ? Transact(batch) : CommitResult.NotCommitted;
            _checkpoint.CountPages();
            Count(batch, outcome);
            foreach (var work in batch) work.Answer(outcome);
            batch.Clear();
            _checkpoint.Consider(isIdle: _queue.Count == 0);
        }

        _checkpoint.Rest().GetAwaiter().GetResult();
        _ended.SetResult();
    }

    private CommitResult Transact(List<Work> batch)
    {
        try
        {
            _statements.Begin();
            foreach (var work in batch) work.Write(_statements);
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
            _statements.Commit();
            return CommitResult.Committed;
        }
        catch (SqliteException e)
        {
            GiveUp();

            // No space: the frame that carries the commit mark is written last, so it was not. Busy: nothing was. Anything else, such as
            // a failed flush, may have left the mark in the log, where a recovery after a crash would find it.
            if (e.Code is raw.SQLITE_FULL or raw.SQLITE_BUSY) return CommitResult.NotCommitted;
            _doubtful = true;
            return CommitResult.Unknown;
        }
    }

    private void GiveUp()
    {
        _statements.ForgetHeads();
        try
        {
            if (_connection.InTransaction) _statements.Rollback();
        }
        catch (SqliteException)
        {
            _doubtful = true;   // still inside it: settling tries again
        }
    }

    /// <summary>
    /// After a doubtful COMMIT: writes over the place in the log where its mark may stand. Once that is durable, what readers see is
    /// also what a recovery would find.
    /// </summary>
    private bool IsSettled()
    {
        if (!_doubtful) return true;
        try
        {
            if (_connection.InTransaction) _statements.Rollback();
            _statements.Begin();
            _statements.Settle();
            _statements.Commit();
            _doubtful = false;
        }
        catch (SqliteException)
        {
            GiveUp();
        }

        return !_doubtful;
    }

    private void Count(List<Work> batch, CommitResult outcome)
    {
        var now = _clock.GetTimestamp();
        var (commits, conflicts, failures) = (0, 0, 0);
        var (longest, total) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var work in batch)
        {
            if (work is not CommitWork commit) continue;
            var wait = _clock.GetElapsedTime(work.Since, now);
            if (wait > longest) longest = wait;
            total += wait;
            if (commit.Conflicts) conflicts++;
            else if (outcome == CommitResult.Committed) commits++;
            else failures++;
        }

        var before = _counters;
        _counters = before with
        {
            Commits = before.Commits + commits,
            Conflicts = before.Conflicts + conflicts,
            Failures = before.Failures + failures,
            Transactions = before.Transactions + (commits > 0 ? 1 : 0),
            LastCommitWait = commits + conflicts + failures > 0 ? longest : before.LastCommitWait,
            TotalCommitWait = before.TotalCommitWait + total,
            LogPages = _checkpoint.Pages,
            Checkpoints = _checkpoint.Done,
            LongestCheckpoint = _checkpoint.Longest,
        };
    }
}
