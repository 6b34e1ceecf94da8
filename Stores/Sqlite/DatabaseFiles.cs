using Countersign.Engine.Ports;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// The open files of a database, for as long as its store lives. Closed in the order that matters: the plain handle after the connections,
/// because closing any handle of a file drops the POSIX locks the process has on it; the lock beside it last.
/// </summary>
internal sealed class DatabaseFiles : IDisposable
{
    private readonly DatabaseLock _hold;

    private DatabaseFiles(DatabaseLock hold, SafeFileHandle handle, Connection writing, Connection beside) =>
        (_hold, Handle, Writing, Beside) = (hold, handle, writing, beside);

    /// <summary>The database's full path.</summary>
    public string Path => _hold.Database;

    /// <summary>The database file, to flush it.</summary>
    public SafeFileHandle Handle { get; }

    public Connection Writing { get; }

    /// <summary>A second connection, to copy the log while the first one writes.</summary>
    public Connection Beside { get; }

    /// <exception cref="StoreRefusedException">In use by another process, not ours, damaged, too new, or out of reach.</exception>
    public static DatabaseFiles Open(string path, bool upgrade = true)
    {
        var hold = DatabaseLock.Take(path);
        SafeFileHandle? handle = null;
        Connection? writing = null;
        try
        {
            handle = Schema.OpenFile(hold.Database);
            if (!FileLock.TryTake(handle)) throw DatabaseLock.InUse(hold.Database, "the database itself");
            writing = Schema.OpenForWriting(hold.Database, upgrade);
            return new(hold, handle, writing, Schema.Open(hold.Database, static _ => { }));
        }
        catch (StoreRefusedException)
        {
            writing?.Dispose();
            handle?.Dispose();
            hold.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Beside.Dispose();
        Writing.Dispose();
        Handle.Dispose();
        _hold.Dispose();
    }
}
