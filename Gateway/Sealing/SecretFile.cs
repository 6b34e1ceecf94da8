using System.Security.Cryptography;

namespace Countersign.Gateway.Sealing;

/// <summary>A key of this service in its data folder: drawn the first time, readable by its owner alone.</summary>
internal static class SecretFile
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    /// <exception cref="FormatException">The file holds something else.</exception>
    public static byte[] In(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) Create(path);
        var key = File.ReadAllBytes(path);
        if (key.Length == Size) return key;
        throw new FormatException($"{path} does not hold a key of {Size} bytes. Put the right one there, or remove it to have one drawn.");
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(RandomNumberGenerator.GetBytes(Size));
        file.Flush(flushToDisk: true);
    }
}
