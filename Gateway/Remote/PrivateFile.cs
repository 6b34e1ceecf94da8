namespace Countersign.Gateway.Remote;

/// <summary>A new file that its owner alone can read, from its first byte on.</summary>
internal static class PrivateFile
{
    /// <exception cref="IOException">There is one of that name: it is not written over.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }
}
