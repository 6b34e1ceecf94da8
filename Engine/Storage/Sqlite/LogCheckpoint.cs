namespace Countersign.Engine.Storage.Sqlite;

/// <summary>
/// When the write-ahead log is copied into the database, on the writer's thread. Small and often: a checkpoint of 1,000 pages keeps
/// commits waiting for about as long as a few flushes, and a log that short stays cheap to search and quick to recover.
/// </summary>
internal sealed class LogCheckpoint(Connection connection, TimeProvider clock)
{
    private const int Enough = 1000;    // 4 MB: worth doing when nobody waits
    private const int TooMuch = 4000;   // 16 MB: done even though somebody waits, or the log would grow for as long as the load lasts

    private int retryAt;

    /// <summary>Pages in the log that are not known to be in the database.</summary>
    public int Pages { get; private set; }

    public long Done { get; private set; }

    public TimeSpan Longest { get; private set; }

    /// <summary>To be called after each transaction.</summary>
    public void CountPages() => Pages += connection.TakePagesWritten();

    public void Consider(bool isIdle)
    {
        if (Pages < Math.Max(isIdle ? Enough : TooMuch, retryAt)) return;
        var began = clock.GetTimestamp();
        try
        {
            var (pages, copied) = connection.Checkpoint();
            Pages = pages - copied;

            // A reader in the way: what it still needs cannot be copied. Try again when there is more to do.
            retryAt = Pages == 0 ? 0 : Pages + Enough;
        }
        catch (SqliteException)
        {
            // The log keeps everything; a full disk or a failed flush here loses nothing.
            retryAt = Pages + Enough;
        }

        Done++;
        var took = clock.GetElapsedTime(began);
        if (took > Longest) Longest = took;
    }
}
