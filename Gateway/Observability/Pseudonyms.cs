using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;

namespace Countersign.Gateway.Observability;

/// <summary>
/// Names for users in the log: the same user, the same name, and no way back without the key. The first 96 bits of HMAC-SHA256 over the
/// user's key.
/// </summary>
public sealed class Pseudonyms
{
    private const string FileName = "pseudonym.key";
    private const int Length = 12;
    private readonly byte[] _key;

    private Pseudonyms(byte[] key) => _key = key;

    /// <summary>With a key that lives as long as this process.</summary>
    public static Pseudonyms Drawn() => new(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes));

    /// <summary>With the key that stands in the data folder, drawn the first time, readable by its owner alone.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static Pseudonyms In(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) Create(path);
        var key = File.ReadAllBytes(path);
        return key.Length == HMACSHA256.HashSizeInBytes ? new(key) : throw new FormatException($"{path} does not hold a key of {HMACSHA256.HashSizeInBytes} bytes. Remove it to have one drawn.");
    }

    public string Of(UserKey user)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(user.ToKey()), hash);
        return Base64Url.EncodeToString(hash[..Length]);
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes));
        file.Flush(flushToDisk: true);
    }
}
