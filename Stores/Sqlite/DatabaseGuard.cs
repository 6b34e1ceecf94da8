using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// Whether the files under the database's names are still those that this process has open, and written by nobody else: a commit into a
/// file that was removed or written over would be acknowledged and lost. Used on the writer's thread only.
/// </summary>
internal sealed class DatabaseGuard
{
    private const int FirstPage = 4096;
    private readonly SafeFileHandle _file;
    private readonly byte[] _database, _log;
    private readonly FileStamp? _opened;
    private readonly byte[] _header = new byte[FirstPage];
    private FileStamp? _copied, _logged;

    public DatabaseGuard(string path, SafeFileHandle file)
    {
        _file = file;
        (_database, _log) = (FileStamp.PathOf(path), FileStamp.PathOf(path + "-wal"));
        _opened = FileStamp.IsKnown ? FileStamp.Of(file) : null;
        Settle();
    }

    /// <summary>To be called when this process itself has written the database, and no longer does: after a checkpoint.</summary>
    public void Settle()
    {
        if (_opened is null) return;
        _copied = FileStamp.Of(_file);
        ReadHeader(_header);
    }

    /// <summary>What has become of the files; null: nothing.</summary>
    /// <param name="isCopying">Whether this process may be writing the database just now.</param>
    /// <param name="isLogQuiet">
    /// Whether this process has written nothing to the log since the last call. If it has, the length that the log has now is the measure
    /// from now on.
    /// </param>
    public string? Objection(bool isCopying, bool isLogQuiet)
    {
        if (_opened is not { } opened) return null;
        if (FileStamp.Of(_database) is not { } now) return "the file was removed";
        if (!now.IsSameFile(opened)) return "another file was put in its place";
        if (LogObjection(isLogQuiet) is { } objection) return objection;
        if (_copied is not { } copied || isCopying || now == copied) return null;
        if (now.Size < copied.Size) return "the file was cut short";
        if (now.Size != copied.Size || !IsHeaderTheSame()) return "the file was written by somebody else";
        _copied = now;   // touched, or written over with what it had
        return null;
    }

    private string? LogObjection(bool isQuiet)
    {
        if (isQuiet && _logged is null) return null;   // nothing is known of it yet
        var now = FileStamp.Of(_log);
        if (_logged is { } logged)
        {
            if (now is not { } log) return "its log was removed";
            if (!log.IsSameFile(logged)) return "another file was put in the place of its log";
            if (isQuiet) return log.Size < logged.Size ? "its log was cut short" : null;
        }

        _logged = now;
        return null;
    }

    private bool IsHeaderTheSame()
    {
        var header = new byte[FirstPage];
        ReadHeader(header);
        return CryptographicOperations.FixedTimeEquals(header, _header);
    }

    private void ReadHeader(byte[] header)
    {
        Array.Clear(header);
        RandomAccess.Read(_file, header, 0);
    }
}
