using Countersign.Engine.Ports;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// The right to be the only process that opens a database: an exclusive lock on the file beside it. The operating system releases it
/// when the process ends, however it ends, so a <c>kill -9</c> leaves nothing to clean up. The file itself stays: removing it would let
/// two processes hold "the" lock on two different files of the same name.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(string database, FileStream file) => (Database, _file) = (database, file);

    /// <summary>The database's full path, symbolic links followed: two names of one database share one lock.</summary>
    public string Database { get; }

    /// <exception cref="StoreRefusedException">Held by somebody else, or the folder or the file cannot be used.</exception>
    public static DatabaseLock Take(string path)
    {
        var database = Resolve(path);
        var folder = Path.GetDirectoryName(database);
        if (!Directory.Exists(folder))
        {
            throw new StoreRefusedException($"The folder {folder} does not exist. Create it, or choose another path for the database.");
        }

        if (Directory.Exists(database))
        {
            throw new StoreRefusedException($"{database} is a folder. Choose the path of a file in it for the database.");
        }

        var name = database + ".lock";
        try
        {
            return new(database, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw InUse(database, name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException(
                $"The lock file {name} cannot be opened for writing ({e.Message}). Check the folder's owner.", e);
        }
    }

    public static StoreRefusedException InUse(string database, string held, Exception? inner = null) => new(
        $"The database {database} is in use: another process holds {held}. "
        + "Stop that server first, or give this one a database of its own.",
        inner);

    public void Dispose() => _file.Dispose();

    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;   // not there yet, or not readable: opening it says so better
        }
    }

    /// <summary>EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.</summary>
    public static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
