using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Sealing;

/// <summary>
/// Texts that only this service can read or could have made, for one purpose, in one tenant, until a moment: what an unauthenticated
/// request leaves behind is carried by whoever made it and takes no row (I17). AES-256-GCM under keys that each process draws from the
/// service's secret (HKDF-SHA256); a text names its key.
/// </summary>
public sealed class Sealer
{
    /// <summary>Where the secret stands, in the data folder.</summary>
    public const string FileName = "keys.secret";
    private const int HeadSize = SealingKey.NameSize + SealingKey.NonceSize, TimeSize = sizeof(long);
    private const int Overhead = HeadSize + TimeSize + SealingKey.TagSize;
    private const int MostBytes = 16 * 1024;
    private const int MostAbout = 256;   // on the stack
    private const int KeptKeys = 64;     // a service has as many gateways, and starts, in the life of most texts
    private readonly byte[] _secret;
    private readonly SealingKey?[] _opening = new SealingKey?[KeptKeys];   // those that have opened something, by name
    private SealingKey _own;

    private Sealer(byte[] secret) => (_secret, _own) = (secret, Draw(secret));

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
        var key = Own();
        var text = new byte[Overhead + content.Length];
        BinaryPrimitives.WriteUInt128BigEndian(text, key.Name);
        var nonce = text.AsSpan(SealingKey.NameSize, SealingKey.NonceSize);
        RandomBytes.Fill(nonce);
        var plain = text.AsSpan(HeadSize, TimeSize + content.Length);   // it is made unreadable where it stands
        BinaryPrimitives.WriteInt64BigEndian(plain, until.ToUnixTimeMilliseconds());
        content.CopyTo(plain[TimeSize..]);
        key.Seal(nonce, plain, text.AsSpan(^SealingKey.TagSize..), About(purpose, tenant, stackalloc byte[MostAbout]));
        return CanonicalBase64Url.Encode(text);
    }

    /// <summary>The content, or null: not ours, altered, of another purpose or tenant, or over. Nothing is thrown.</summary>
    public byte[]? Open(string purpose, TenantId tenant, string? sealedText, DateTimeOffset now)
    {
        if (sealedText is null or { Length: > MostBytes } || !CanonicalBase64Url.TryDecode(sealedText, out var text)) return null;
        var about = About(purpose, tenant, stackalloc byte[MostAbout]);
        var plain = Open(text, about) ?? OlderTexts.Open(_secret, text, about);
        return plain is not null && now.ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(plain) ? plain[TimeSize..] : null;
    }

    /// <summary>A key for one use, the same on all gateways of a service.</summary>
    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, length, info: Encoding.ASCII.GetBytes("countersign-derived-1:" + purpose));

    private static SealingKey Draw(byte[] secret) => new(secret, RandomNumberGenerator.GetBytes(SealingKey.NameSize));

    /// <summary>The key to seal the next text with.</summary>
    private SealingKey Own()
    {
        for (var key = Volatile.Read(ref _own); ; key = Volatile.Read(ref _own))
        {
            if (key.Takes()) return key;
            Interlocked.CompareExchange(ref _own, Draw(_secret), key);
        }
    }

    private byte[]? Open(byte[] text, ReadOnlySpan<byte> about)
    {
        if (text.Length < Overhead) return null;
        var key = KeyOf(text.AsSpan(0, SealingKey.NameSize));
        var plain = new byte[text.Length - HeadSize - SealingKey.TagSize];
        try
        {
            key.Open(
                text.AsSpan(SealingKey.NameSize, SealingKey.NonceSize), text.AsSpan(HeadSize, plain.Length),
                text.AsSpan(^SealingKey.TagSize..), plain, about);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        Kept(key.Name) = key;   // only what has opened something: a made-up name drives none out
        return plain;
    }

    private SealingKey KeyOf(ReadOnlySpan<byte> name)
    {
        var wanted = SealingKey.ReadName(name);
        if (Volatile.Read(ref _own) is { } own && own.Name == wanted) return own;
        return Volatile.Read(ref Kept(wanted)) is { } kept && kept.Name == wanted ? kept : new(_secret, name);
    }

    private ref SealingKey? Kept(UInt128 name) => ref _opening[(int)(name % KeptKeys)];

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
