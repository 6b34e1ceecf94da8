using Countersign.Engine.Ports;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// A database to be looked at. Where its folder or its files cannot be written, as on a backup medium, SQLite could not read what is still
/// in the log: then it is a copy in a folder of its own, which goes with it.
/// </summary>
internal sealed class ReadableCopy : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private ReadableCopy(string path, DirectoryInfo? folder) => (Path, _folder) = (path, folder);

    /// <summary>The database to open.</summary>
    public string Path { get; }

    /// <exception cref="StoreRefusedException">It cannot be copied.</exception>
    public static ReadableCopy Of(string path)
    {
        if (!File.Exists(path) || IsWritable(path)) return new(path, null);
        var folder = Directory.CreateTempSubdirectory("countersign-");
        try
        {
            var copy = System.IO.Path.Combine(folder.FullName, System.IO.Path.GetFileName(path));
            foreach (var end in (string[])["", "-wal"])
            {
                if (File.Exists(path + end)) Copy(path + end, copy + end);
            }

            return new(copy, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Delete(recursive: true);
            throw new StoreRefusedException($"The database {path} is read-only, and cannot be copied to be looked at ({e.Message}).", e);
        }
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    /// <summary>By its contents alone: the mode of a file that is read-only is not wanted.</summary>
    private static void Copy(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(target);
    }

    private static bool IsWritable(string path)
    {
        try
        {
            using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)) { }
            using (File.OpenHandle(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)) { }
            return true;
        }
        catch (IOException held) when (DatabaseLock.IsHeld(held))
        {
            return true;   // a server has it: taking the lock says so
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
