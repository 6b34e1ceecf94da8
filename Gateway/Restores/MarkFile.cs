using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Gateway.Restores;

/// <summary>The store's mark in a file outside of the data folder, so that no copy of that folder brings it back.</summary>
internal sealed class MarkFile(string path)
{
    /// <summary>Beside the data folder, with <c>.mark</c> behind its name.</summary>
    public static string BesideOf(string data) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + ".mark";

    public string Location => path;

    /// <summary>Null when there is none, or none that can be read.</summary>
    public StoreMark? Read()
    {
        try
        {
            return StateJson.ReadMark(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all.</summary>
    /// <returns>Whether it stands there now.</returns>
    public bool Write(StoreMark mark)
    {
        try
        {
            var next = path + ".next";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                file.Write(StateJson.Write(mark));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            return true;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
