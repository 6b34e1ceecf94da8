using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// When the write-ahead log is copied into the database. The bulk is copied beside the writer, on a connection of its own, while commits
/// go on; the little that was added meanwhile is copied between two transactions, for only a log copied to its last page starts again
/// from its beginning. Copying everything between two transactions kept commits waiting for 60 to 80 ms (measured).
/// </summary>
internal sealed class LogCheckpoint(Connection writing, Connection beside, SafeFileHandle file, TimeProvider clock)
{
    private const int Enough = 1000;    // 4 MB: worth two flushes
    private const int TooMuch = 8000;   // 32 MB: finish although commits wait, or the log would grow for as long as the load lasts


    private Task<int>? _copying;
    private int _copied;
    private int _startedAt;

    /// <summary>Pages in the log, about: what a recovery after a crash would read.</summary>
    public int Pages { get; private set; }

    /// <summary>The number of times that commits were kept waiting for a checkpoint.</summary>
    public long Done { get; private set; }

    /// <summary>The longest they waited.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Whether the database may be being written beside the writer.</summary>
    public bool IsCopying => _copying is not null;

    /// <summary>How often writing the database has come to an end.</summary>
    public long Copies { get; private set; }

    /// <summary>To be called after each transaction; answers how many pages it wrote.</summary>
    public int CountPages()
    {
        var written = writing.TakePagesWritten();
        Pages += written;
        return written;
    }

    /// <summary>To be called between two transactions.</summary>
    public void Consider(bool isIdle)
    {
        if (_copying is { IsCompleted: false }) return;
        if (_copying is not null)
        {
            _copied = Math.Max(_copied, _copying.Result);
            _copying = null;
            Copies++;
            if (isIdle || Pages >= TooMuch) Finish();
        }

        // Also counted from the last attempt: while a long read holds its snapshot there is nothing to copy, however often one tries.
        if (Pages < Math.Max(_copied, _startedAt) + Enough) return;
        _startedAt = Pages;
        _copying = Task.Run(CopyBeside);
    }

    /// <summary>Never again: the database is no longer ours. Between two transactions.</summary>
    public void GiveUp()
    {
        Rest().GetAwaiter().GetResult();
        writing.LeaveLog();
        beside.LeaveLog();
    }

    /// <summary>Completes when nothing uses the connections any more.</summary>
    public Task Rest() => _copying ?? Task.CompletedTask;

    private int CopyBeside()
    {
        var (_, done) = Copy(beside);
        try
        {
            // SQLite flushes the database only once the log is copied to its last page; without this, finishing would wait for it all.
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            // SQLite's own flush reports it as well, and the log is then kept.
        }

        return done;
    }

    private void Finish()
    {
        var began = clock.GetTimestamp();
        var (pages, done) = Copy(writing);
        var whole = done > 0 && done == pages;
        (Pages, _copied) = whole ? (0, 0) : (Math.Max(pages, Pages), Math.Max(done, _copied));
        _startedAt = Pages;
        Done++;
        Copies++;
        var took = clock.GetElapsedTime(began);
        if (took > Longest) Longest = took;
    }

    /// <summary>A full disk or a failed flush loses nothing here: the log keeps everything until it was copied.</summary>
    private static (int Pages, int Copied) Copy(Connection connection)
    {
        try
        {
            return connection.Checkpoint();
        }
        catch (SqliteException)
        {
            return (0, 0);
        }
    }
}
