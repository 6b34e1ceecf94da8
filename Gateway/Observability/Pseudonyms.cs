using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Sealing;
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
    private readonly KeyedHash _names;

    private Pseudonyms(byte[] key) => _names = new(key);

    /// <summary>With a key that lives as long as this process.</summary>
    public static Pseudonyms Drawn() => new(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes));

    /// <summary>With the key that stands in the data folder.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static Pseudonyms In(string folder) => new(SecretFile.In(folder, FileName));

    public string Of(UserKey user)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _names.Of(user.ToKey(), hash);
        return Base64Url.EncodeToString(hash[..Length]);
    }
}
