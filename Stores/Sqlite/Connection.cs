using SQLitePCL;

namespace Countersign.Stores.Sqlite;

/// <summary>SQLite answered with an error.</summary>
/// <param name="code">The extended result code.</param>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite: {message} ({code})")
{
    /// <summary>The primary result code, one of <c>raw.SQLITE_*</c>.</summary>
    public int Code => code & 0xFF;
}

/// <summary>One SQLite connection, used by one thread at a time. Only this file and Statement.cs call the native library.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>SQLITE_DBSTATUS_CACHE_WRITE: pages written since the last reset; in WAL mode, frames appended to the log.</summary>
    private const int CacheWrite = 9;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 handle) => _handle = handle;

    /// <summary>For what only a test needs, such as a commit hook.</summary>
    internal sqlite3 Handle => _handle;

    public static Connection Open(string path, bool readOnly)
    {
        // No mutex: a connection never serves two threads at once here.
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE);
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var connection = new Connection(handle);
        try
        {
            connection.Require(result);
            connection.Require(raw.sqlite3_extended_result_codes(handle, 1));
            connection.Require(raw.sqlite3_busy_timeout(handle, 1000));   // only a recovery after a crash can make anyone wait
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Rows the last INSERT, UPDATE or DELETE changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>How long a statement waits for a lock that another holds.</summary>
    public TimeSpan Patience
    {
        set => Require(raw.sqlite3_busy_timeout(_handle, (int)value.TotalMilliseconds));
    }

    /// <summary>From now on closing copies nothing from the log: the database is somebody else's.</summary>
    public void LeaveLog()
    {
        const int NoCheckpointOnClose = 1006;
        Require(raw.sqlite3_db_config(_handle, NoCheckpointOnClose, 1, out _));
    }

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>A statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        Require(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var prepared = new Statement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    public void Execute(string sql) => Require(raw.sqlite3_exec(_handle, sql));

    /// <summary>The first number that <paramref name="sql"/> yields, or null when it yields no row.</summary>
    public long? Number(string sql)
    {
        Require(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        using var once = new Statement(this, statement);
        return once.Step() ? once.Number(0) : null;
    }

    /// <summary>Pages appended to the log since this was last asked.</summary>
    public int TakePagesWritten()
    {
        Require(raw.sqlite3_db_status(_handle, CacheWrite, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Copies what it can from the log into the database without waiting for anyone.</summary>
    /// <returns>Pages in the log, and how many of them are in the database now.</returns>
    public (int Pages, int Copied) Checkpoint()
    {
        Require(raw.sqlite3_wal_checkpoint_v2(_handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied));
        return (pages, copied);
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _statements.Clear();
        raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    internal void Require(int result)
    {
        if (result != raw.SQLITE_OK) throw Failure(result);
    }

    internal SqliteException Failure(int result) =>
        new(result, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? raw.sqlite3_errstr(result).utf8_to_string() ?? "unknown error");
}
