using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// The <c>auth_req_id</c> (CIBA 7.3, C1): 256 bits in 45 characters of <c>A-Z a-z 0-9 - _ .</c>. A real one is a challenge's id and a
/// secret. A decoy stands for a person who cannot be asked: no row has it, since it carries its own end, enciphered, and is recognised by
/// its authenticator; to anybody without this service's secret both are random (I16, I17, T5).
/// </summary>
internal sealed class AuthReqIds(Sealer sealer)
{
    private const string HandlePurpose = "ciba-handle", TokenPurpose = "ciba-token";
    private const int Half = 16;
    private readonly byte[] _cipherKey = sealer.Derive("ciba-decoy-cipher", 32), _proofKey = sealer.Derive("ciba-decoy-proof", 32);
    private readonly byte[] _pushKey = sealer.Derive("ciba-push", 32);

    /// <summary>For the row: only a gateway can open it.</summary>
    public string Seal(TenantId tenant, string authReqId) =>
        sealer.Seal(HandlePurpose, tenant, Encoding.ASCII.GetBytes(authReqId), DateTimeOffset.MaxValue);

    /// <summary>Null when it was sealed under another secret.</summary>
    public string? Open(TenantId tenant, string? sealedHandle, DateTimeOffset now) =>
        Text(sealer.Open(HandlePurpose, tenant, sealedHandle, now));

    /// <summary>The client's notification token, which it trusts us with: sealed as well.</summary>
    public string SealToken(TenantId tenant, string token) =>
        sealer.Seal(TokenPurpose, tenant, Encoding.ASCII.GetBytes(token), DateTimeOffset.MaxValue);

    public string? OpenToken(TenantId tenant, string? sealedToken, DateTimeOffset now) =>
        Text(sealer.Open(TokenPurpose, tenant, sealedToken, now));

    /// <summary>
    /// A decoy for this client, good for nothing until it ends and for nothing after. Of the same challenge it is the same.
    /// </summary>
    public string Decoy(TenantId tenant, string client, ChallengeId challenge, DateTimeOffset until)
    {
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_proofKey, Encoding.ASCII.GetBytes(challenge.Value), block);
        block = block[..Half];
        BinaryPrimitives.WriteInt64BigEndian(block, until.ToUnixTimeMilliseconds());
        using var aes = Aes.Create();
        aes.Key = _cipherKey;
        var enciphered = aes.EncryptEcb(block, PaddingMode.None);   // one block, half of it unguessable
        return CanonicalBase64Url.Encode(enciphered) + "." + CanonicalBase64Url.Encode(Proof(tenant, client, enciphered));
    }

    /// <summary>The end of a decoy; null when it is no decoy of this client's.</summary>
    public DateTimeOffset? EndOfDecoy(TenantId tenant, string client, string authReqId)
    {
        if (BrowserTransaction.Parse(authReqId) is not { } parts
            || !CanonicalBase64Url.TryDecode(parts.Challenge.Value, out var enciphered)
            || !CanonicalBase64Url.TryDecode(parts.Secret, out var proof)
            || !CryptographicOperations.FixedTimeEquals(Proof(tenant, client, enciphered), proof))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = _cipherKey;
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(aes.DecryptEcb(enciphered, PaddingMode.None)));
    }

    /// <summary>
    /// The collection of this challenge's result, to be pushed: the same each time, on every gateway of the service, and known to nobody
    /// else (I5, C10).
    /// </summary>
    public PushCollection Push(TenantId tenant, ChallengeId challenge) => new(
        new(CanonicalBase64Url.Encode(HMACSHA256.HashData(_pushKey, Encoding.ASCII.GetBytes($"request|{tenant}|{challenge}")))),
        CanonicalBase64Url.Encode(HMACSHA256.HashData(_pushKey, Encoding.ASCII.GetBytes($"refresh|{tenant}|{challenge}")).AsSpan(0, Half)));

    private byte[] Proof(TenantId tenant, string client, byte[] enciphered) =>
        HMACSHA256.HashData(_proofKey, (byte[])[.. Encoding.ASCII.GetBytes($"{tenant}|{client}|"), .. enciphered])[..Half];

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.ASCII.GetString(bytes);
}
