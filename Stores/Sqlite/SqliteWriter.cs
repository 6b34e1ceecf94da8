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
    private readonly DatabaseGuard _guard;
    private readonly WriterHealth _health;
    private readonly CommitQueue _queue;
    private readonly Lock _inHand = new();
    private readonly List<Work> _batch = new(BatchLimit);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SqliteCounters _counters = new();
    private volatile bool _doubtful;

    /// <param name="queueLimit">How many commits may wait; one more is refused.</param>
    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public SqliteWriter(Connection connection, LogCheckpoint checkpoint, DatabaseGuard guard, TimeProvider clock, int queueLimit)
    {
        (_connection, _checkpoint, _guard, _clock) = (connection, checkpoint, guard, clock);
        _statements = new(connection);
        _queue = new(queueLimit);
        _health = new(connection, TimeProvider.System);   // a disk that hangs does so in real time
        new Thread(Run) { IsBackground = true, Name = "countersign sqlite writer" }.Start();
    }

    public SqliteCounters Counters => _counters with { QueueLength = _queue.Count, Refused = _queue.Refused };

    /// <summary>See <see cref="IStoreHealth"/>.</summary>
    public StoreTrouble? Trouble => _health.Trouble;

    /// <summary>
    /// True after a COMMIT failed in a way that leaves open whether it will be there after a crash. Until a later write has made it
    /// certain, no reader may be told either way (I11).
    /// </summary>
    public bool IsDoubtful => _doubtful;

    /// <summary>While the disk keeps the writer waiting nobody else begins to wait.</summary>
    public bool TryAdd(Work work) => !_health.IsStuck && _queue.TryAdd(work);

    /// <summary>Lets the writer try to end the doubt, if it has nothing else to do.</summary>
    public void EndDoubt()
    {
        if (_queue.Count == 0) _queue.TryAdd(new Interjection(static _ => { }, _clock.GetTimestamp()));
    }

    /// <summary>See <see cref="IStoreHealth.Probe"/>.</summary>
    public void Probe()
    {
        if (_health.IsLateNow())
        {
            foreach (var work in _queue.GiveUp()) work.AnswerEarly(CommitResult.NotCommitted);
            lock (_inHand)
            {
                foreach (var work in _batch) work.AnswerEarly(CommitResult.Unknown);
            }
        }
        else if (_health.NeedsProof() && _queue.Count == 0)
        {
            _queue.TryAdd(new ProbeWork(_clock.GetTimestamp()));
        }
    }

    /// <summary>Takes nothing more in, does what waits, and ends.</summary>
    public Task Stop()
    {
        _queue.Close();
        return _ended.Task;
    }

    private void Run()
    {
        List<Work> taken = new(BatchLimit);
        while (_queue.Take(taken, BatchLimit))
        {
            lock (_inHand) _batch.AddRange(taken);
            _health.Began();
            var outcome = Write();
            _health.Ended();
            Count(taken, outcome);
            lock (_inHand)
            {
                foreach (var work in taken) work.Answer(outcome);
                _batch.Clear();
            }

            taken.Clear();
            var copies = _checkpoint.Copies;
            if (!_health.IsLost) _checkpoint.Consider(isIdle: _queue.Count == 0);
            if (_checkpoint.Copies != copies) _guard.Settle();
        }

        _checkpoint.Rest().GetAwaiter().GetResult();
        _ended.SetResult();
    }

    /// <summary>Nothing is written to, or acknowledged out of, files that are no longer those of the database.</summary>
    private CommitResult Write()
    {
        if (_health.IsLost) return CommitResult.NotCommitted;
        if (_guard.Objection(_checkpoint.IsCopying, isLogQuiet: true) is { } before)
        {
            Lose(before);
            return CommitResult.NotCommitted;
        }

        var outcome = IsSettled() ? Transact(_batch) : CommitResult.NotCommitted;
        if (_checkpoint.CountPages() > 0 && outcome == CommitResult.Committed) _health.Wrote();
        if (_guard.Objection(_checkpoint.IsCopying, isLogQuiet: false) is { } after)
        {
            Lose(after);
            return CommitResult.Unknown;
        }

        return outcome;
    }

    private void Lose(string how)
    {
        _health.Lost(how);
        _checkpoint.GiveUp();
    }

    private CommitResult Transact(List<Work> batch)
    {
        try
        {
            _statements.Begin();
            _health.HasLock();
            foreach (var work in batch) work.Write(_statements);
        }
        catch (SqliteException e)
        {
            _health.Failed(e);
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
            _health.Failed(e);
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
        catch (SqliteException e)
        {
            _health.Failed(e);
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
