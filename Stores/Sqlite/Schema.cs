using Countersign.Engine.Ports;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Countersign.Stores.Sqlite;

/// <summary>The tables, and which database files are opened at all.</summary>
internal static class Schema
{
    public const long Version = 2;

    /// <summary>The oldest schema that is upgraded.</summary>
    private const long Oldest = 1;

    /// <summary>"CSGN": how this product's files are told from any other SQLite database.</summary>
    private const long ApplicationId = 0x4353474E;

    // Rows stand in an ordinary rowid table: with bodies of about 1 KB a WITHOUT ROWID table spills each body to an overflow page and
    // costs twice the CPU a write (measured). The name "settled" counts doubtful commits made certain, see SqliteWriter.
    public const string Rows = """
        CREATE TABLE rows (kind INTEGER NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, version INTEGER NOT NULL, due INTEGER,
            body BLOB NOT NULL, PRIMARY KEY (kind, id)) STRICT;
        CREATE INDEX rows_due ON rows (kind, due) WHERE due IS NOT NULL;
        """;

    /// <summary>Each tenant's own chain.</summary>
    public const string Audit = """
        CREATE TABLE audit (tenant TEXT NOT NULL, sequence INTEGER NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (tenant, sequence)) STRICT;
        """;

    public const string TrunkIndex = "CREATE INDEX audit_trunk_tenant ON audit_trunk (tenant);";

    /// <summary>The one chain of all tenants that schema 1 wrote. Never written again; empty in a database that began later.</summary>
    private const string Trunk = """
        CREATE TABLE audit_trunk (sequence INTEGER PRIMARY KEY, tenant TEXT NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL,
            body BLOB NOT NULL) STRICT;
        """;

    private const string Meta = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        INSERT INTO meta VALUES ('schema', 2), ('settled', 0);
        """;

    /// <summary>Opens the database's file itself; makes an empty one, readable by its owner only, when there is none.</summary>
    /// <exception cref="StoreRefusedException">It cannot be made or opened.</exception>
    public static SafeFileHandle OpenFile(string path)
    {
        try
        {
            if (!File.Exists(path)) CreateFile(path);
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"The database {path} cannot be opened for writing ({e.Message}). "
                + "Check the owner and the mode of the file and its folder.",
                e);
        }
    }

    /// <summary>Opens the database for writing; makes the tables when the file is empty.</summary>
    /// <param name="upgrade">Whether a database of an older schema becomes one of this; otherwise it is refused.</param>
    /// <exception cref="StoreRefusedException">Not ours, damaged, too new or out of reach.</exception>
    public static Connection OpenForWriting(string path, bool upgrade)
    {
        return Open(path, connection =>
        {
            if (IsEmpty(connection)) Create(connection);
            if (Objection(connection) is { } objection) throw new StoreRefusedException($"The database {path} {objection}");
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL");           // I3: an answered commit survives a power loss
            connection.Execute("PRAGMA wal_autocheckpoint = 0");       // the writer chooses the moment
            connection.Execute("PRAGMA journal_size_limit = 67108864"); // a log that once grew large gives the space back
            connection.Execute("PRAGMA cache_size = -4096");           // 4 MB: SQLite walks all of it at most commits
            connection.Execute("PRAGMA mmap_size = 0");
            if (!IsOld(connection)) return;
            if (!upgrade) throw new StoreRefusedException($"The database {path} {Old}");
            SchemaUpgrade.Run(connection, path);
        });
    }

    /// <summary>
    /// Another connection for reading. A small cache, since every commit of the writer empties it; and no memory map: SQLite would map
    /// the file anew for each snapshot, which made a read three times as dear (measured: 35 against 11 µs).
    /// </summary>
    /// <exception cref="SqliteException">It cannot be opened now.</exception>
    public static Connection OpenForReading(string path)
    {
        var connection = Connection.Open(path, readOnly: true);
        try
        {
            connection.Execute("PRAGMA query_only = ON");
            connection.Execute("PRAGMA cache_size = -2048");
            connection.Execute("PRAGMA mmap_size = 0");
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing database and hands the connection to <paramref name="prepare"/>.</summary>
    /// <exception cref="StoreRefusedException">See <see cref="OpenForWriting"/>.</exception>
    public static Connection Open(string path, Action<Connection> prepare)
    {
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, readOnly: false);
            prepare(connection);
            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw new StoreRefusedException(Explain(path, e), e);
        }
        catch (StoreRefusedException)
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The reason why this database cannot be used, as the end of a sentence that begins with its name; null when it can.
    /// </summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static string? Objection(Connection connection)
    {
        if (connection.Number("PRAGMA application_id") != ApplicationId)
        {
            return "belongs to another application. Choose a path where no file exists yet, and a new database is made there.";
        }

        var version = connection.Number("SELECT value FROM meta WHERE name = 'schema'");
        if (version > Version)
        {
            return $"was written by a newer release (schema {version}; this release knows {Version}). "
                + "Run that release, or restore a backup made before the upgrade.";
        }

        return version >= Oldest
            ? null
            : $"does not say which schema it has (found {version?.ToString() ?? "nothing"}). Restore a backup.";
    }

    /// <summary>Whether it is to be upgraded before it is used.</summary>
    public static bool IsOld(Connection connection) => connection.Number("SELECT value FROM meta WHERE name = 'schema'") < Version;

    /// <summary>The refusal of an old database that is only to be read, as the end of a sentence that begins with its name.</summary>
    public const string Old = "was written by an older release, and a server of this release upgrades it when it starts. "
        + "Look at it with the release that wrote it, or after that start.";

    private static bool IsEmpty(Connection connection) => connection.Number("SELECT count(*) FROM sqlite_schema") == 0;

    private static void Create(Connection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        connection.Execute(Meta + Rows + Audit + Trunk + TrunkIndex);
        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute("COMMIT");
    }

    private static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    private static string Explain(string path, SqliteException e) => e.Code switch
    {
        raw.SQLITE_NOTADB =>
            $"The file {path} is not a database. Choose the path of a Countersign database, or one where no file exists yet.",
        raw.SQLITE_CORRUPT =>
            $"The database {path} is damaged ({e.Message}): cut short or overwritten. Keep a copy of it, and restore a backup.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM =>
            $"The database {path} cannot be opened for writing ({e.Message}). Check the owner and the mode of the file and its folder.",
        raw.SQLITE_FULL => $"The database {path} cannot be opened: the disk is full.",
        _ => $"The database {path} cannot be opened ({e.Message}).",
    };
}
