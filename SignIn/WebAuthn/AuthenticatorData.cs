using System.Buffers.Binary;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.WebAuthn;

/// <summary>What an authenticator says and signs (<c>authenticatorData</c>, WebAuthn 6.1). No byte is left over.</summary>
/// <param name="PartyHash">SHA-256 of the relying party's id.</param>
/// <param name="IsPresent">Somebody touched it.</param>
/// <param name="IsVerified">The person was verified, by PIN or biometric.</param>
/// <param name="IsBackupEligible">The key may leave the device, to the person's other devices.</param>
/// <param name="Count">How often it has signed, or 0 where it does not count.</param>
/// <param name="Credential">The credential just made; null in an assertion.</param>
internal sealed record AuthenticatorData(
    byte[] PartyHash, bool IsPresent, bool IsVerified, bool IsBackupEligible, uint Count, AttestedCredential? Credential)
{
    private const int HashSize = 32, HeadSize = 37, ModelSize = 16, LongestId = 1023;
    private const byte Present = 0x01, Verified = 0x04, BackupEligible = 0x08, BackedUp = 0x10, HasCredential = 0x40, HasExtensions = 0x80;

    /// <summary>Null when it is not; nothing is thrown.</summary>
    public static AuthenticatorData? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize) return null;
        var flags = bytes[HashSize];
        if ((flags & (BackupEligible | BackedUp)) == BackedUp) return null;   // backed up, though it cannot be
        var rest = bytes[HeadSize..];
        AttestedCredential? credential = null;
        if ((flags & HasCredential) != 0 && !TryCredential(ref rest, out credential)) return null;
        if ((flags & HasExtensions) != 0 && !TrySkipMap(ref rest)) return null;
        if (!rest.IsEmpty) return null;
        return new(
            bytes[..HashSize].ToArray(), (flags & Present) != 0, (flags & Verified) != 0, (flags & BackupEligible) != 0,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[(HashSize + 1)..]), credential);
    }

    private static bool TryCredential(ref ReadOnlySpan<byte> rest, out AttestedCredential? credential)
    {
        credential = null;
        if (rest.Length < ModelSize + sizeof(ushort)) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[ModelSize..]);
        rest = rest[(ModelSize + sizeof(ushort))..];
        if (length is 0 or > LongestId || rest.Length < length) return false;
        var id = CanonicalBase64Url.Encode(rest[..length]);
        var reader = new CborReader(rest[length..]);
        if (!TryKey(ref reader, out var key)) return false;
        rest = reader.Rest;
        credential = new(id, key!);
        return true;
    }

    /// <summary>RFC 9053 7.1: a P-256 key for ES256, with exactly these five entries.</summary>
    private static bool TryKey(ref CborReader reader, out PublicKey? key)
    {
        key = null;
        return reader.TryMap(out var entries) && entries == 5
            && reader.TryExact(1) && reader.TryExact(2)     // kty: EC2
            && reader.TryExact(3) && reader.TryExact(-7)    // alg: ES256
            && reader.TryExact(-1) && reader.TryExact(1)    // crv: P-256
            && reader.TryExact(-2) && reader.TryBytes(out var x)
            && reader.TryExact(-3) && reader.TryBytes(out var y)
            && PublicKey.TryParse(CanonicalBase64Url.Encode(x), CanonicalBase64Url.Encode(y), out key);
    }

    private static bool TrySkipMap(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] >> 5 != 5) return false;
        var reader = new CborReader(rest);
        var isWell = reader.TrySkip();
        rest = reader.Rest;
        return isWell;
    }
}

/// <param name="Id">base64url.</param>
internal sealed record AttestedCredential(string Id, PublicKey PublicKey);
