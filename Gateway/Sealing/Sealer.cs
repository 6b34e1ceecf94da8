using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Sealing;

/// <summary>
/// Texts that only this service can read or could have made, for one purpose, in one tenant, until a moment: what an unauthenticated
/// request leaves behind is carried by whoever made it and takes no row (I17). AES-256-GCM under a key of its own for each text, derived
/// (HKDF-SHA256) from the service's secret, so that no number of texts wears a key out.
/// </summary>
public sealed class Sealer
{
    /// <summary>Where the secret stands, in the data folder.</summary>
    public const string FileName = "keys.secret";
    private const int SaltSize = 24, KeySize = 32, NonceSize = 12, TagSize = 16, TimeSize = sizeof(long);
    private const int Overhead = SaltSize + TimeSize + TagSize;
    private const int MostBytes = 16 * 1024;
    private const int MostAbout = 256;   // on the stack
    private readonly byte[] _secret;

    private Sealer(byte[] secret) => _secret = secret;

    /// <summary>With a secret that lives as long as this process.</summary>
    public static Sealer Drawn() => new(RandomNumberGenerator.GetBytes(SecretFile.Size));

    /// <summary>With the configured secret, or the one that stands in the data folder.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    /// <param name="configured">32 bytes, base64; null: the one in the folder.</param>
    /// <param name="folder">Made when it is needed and not there.</param>
    public static Sealer FromSecret(string? configured, string folder)
    {
        if (configured is not null) return new(Convert.FromBase64String(configured));
        Directory.CreateDirectory(folder);
        return new(SecretFile.In(folder, FileName));
    }

    /// <summary>A text of the base64url alphabet.</summary>
    /// <param name="purpose">Nobody opens it for another.</param>
    /// <param name="until">From then on it is none.</param>
    public string Seal(string purpose, TenantId tenant, ReadOnlySpan<byte> content, DateTimeOffset until)
    {
        var text = new byte[Overhead + content.Length];
        var salt = text.AsSpan(0, SaltSize);
        RandomNumberGenerator.Fill(salt);
        var plain = text.AsSpan(SaltSize, TimeSize + content.Length);   // it is made unreadable where it stands
        BinaryPrimitives.WriteInt64BigEndian(plain, until.ToUnixTimeMilliseconds());
        content.CopyTo(plain[TimeSize..]);
        Span<byte> key = stackalloc byte[KeySize + NonceSize];
        Derive(salt, key);
        using var aes = new AesGcm(key[..KeySize], TagSize);
        aes.Encrypt(key[KeySize..], plain, plain, text.AsSpan(^TagSize..), About(purpose, tenant, stackalloc byte[MostAbout]));
        return CanonicalBase64Url.Encode(text);
    }

    /// <summary>The content, or null: not ours, altered, of another purpose or tenant, or over. Nothing is thrown.</summary>
    public byte[]? Open(string purpose, TenantId tenant, string? sealedText, DateTimeOffset now)
    {
        if (sealedText is null or { Length: > MostBytes }) return null;
        if (!CanonicalBase64Url.TryDecode(sealedText, out var text) || text.Length < Overhead) return null;
        var plain = new byte[text.Length - SaltSize - TagSize];
        Span<byte> key = stackalloc byte[KeySize + NonceSize];
        Derive(text.AsSpan(0, SaltSize), key);
        try
        {
            using var aes = new AesGcm(key[..KeySize], TagSize);
            aes.Decrypt(key[KeySize..], text.AsSpan(SaltSize, plain.Length), text.AsSpan(^TagSize..), plain,
                About(purpose, tenant, stackalloc byte[MostAbout]));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return now.ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(plain) ? plain[TimeSize..] : null;
    }

    /// <summary>A key for one use, the same on all gateways of a service.</summary>
    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, length, info: Encoding.ASCII.GetBytes("countersign-derived-1:" + purpose));

    private void Derive(ReadOnlySpan<byte> salt, Span<byte> keyAndNonce) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, keyAndNonce, salt, "countersign-sealing-1"u8);

    /// <summary>A purpose has no bar in it, so no two pairs read alike.</summary>
    private static ReadOnlySpan<byte> About(string purpose, TenantId tenant, Span<byte> room)
    {
        var size = purpose.Length + 1 + tenant.Value.Length;
        if (size > room.Length) room = new byte[size];
        Encoding.ASCII.GetBytes(purpose, room);
        room[purpose.Length] = (byte)'|';
        Encoding.ASCII.GetBytes(tenant.Value, room[(purpose.Length + 1)..]);
        return room[..size];
    }
}
