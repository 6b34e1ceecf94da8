using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Countersign.SignIn.Jose;

/// <summary>
/// A device's token: a JWS in compact serialization (<see cref="JwsParts"/>) whose outer shape was checked, with a header of exactly
/// <c>alg</c> (ES256), <c>typ</c> (as asked for) and <c>kid</c> (a thumbprint), and a signature of 64 bytes.
/// Nothing is vouched for before <see cref="VerificationKey.Verify(CompactJws)"/> said so.
/// </summary>
public sealed class CompactJws
{
    /// <summary>Bytes of an ES256 signature, R then S (RFC 7518 3.4).</summary>
    public const int SignatureSize = 64;

    private const string Es256 = "ES256";

    private static readonly StrictObject Header =
        new(("alg", MemberKind.Text), ("typ", MemberKind.Text), ("kid", MemberKind.Text));

    // The bytes are signed and base64url-encoded, never put into a page, so "+" in a typ may stand as it is.
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private CompactJws(KeyThumbprint keyId, byte[] payload, byte[] digest, byte[] signature) =>
        (KeyId, Payload, Digest, Signature) = (keyId, payload, digest, signature);

    /// <summary>The header's <c>kid</c>: the key that is said to have signed. Hostile until a key is found by it (J6).</summary>
    public KeyThumbprint KeyId { get; }

    /// <summary>The payload's bytes, decoded.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>SHA-256 of the signing input, 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>R then S, 64 bytes. Never an identity: (r, n−s) verifies as well (T12).</summary>
    public byte[] Signature { get; }

    /// <summary>The identity of a statement: base64url of <see cref="Digest"/>. The same for every signature over the same bytes.</summary>
    public SecretHash SigningInputHash => new(CanonicalBase64Url.Encode(Digest));

    /// <summary>Null, and the first broken rule in <paramref name="fault"/>, when it is not such a token; nothing is thrown.</summary>
    /// <param name="token">As received.</param>
    /// <param name="typ">The one kind of token the caller accepts (J7).</param>
    public static CompactJws? Parse(string? token, string typ, out TokenFault fault)
    {
        if (!JwsParts.TryParse(token, out var parts, out fault)) return null;
        fault = ReadHeader(parts.Header, typ, out var keyId);
        if (fault == default && parts.Signature.Length != SignatureSize) fault = TokenFault.SignatureSize;
        return fault == default ? new(keyId, parts.Payload, DigestOf(parts.SigningInput), parts.Signature) : null;
    }

    /// <summary>Header and payload, signed: what the device does.</summary>
    /// <param name="typ">The kind of token.</param>
    /// <param name="keyId">The thumbprint of the key <paramref name="sign"/> uses.</param>
    /// <param name="payload">The payload's bytes, UTF-8 JSON.</param>
    /// <param name="sign">From the SHA-256 digest of the signing input to the 64 signature bytes, R then S.</param>
    public static string Sign(string typ, KeyThumbprint keyId, ReadOnlySpan<byte> payload, Func<byte[], byte[]> sign)
    {
        var input = CanonicalBase64Url.Encode(WriteHeader(typ, keyId)) + "." + CanonicalBase64Url.Encode(payload);
        var signature = sign(DigestOf(input));
        if (signature.Length != SignatureSize) throw new ArgumentException("A signature is 64 bytes, R then S.", nameof(sign));
        return input + "." + CanonicalBase64Url.Encode(signature);
    }

    private static TokenFault ReadHeader(ReadOnlySpan<byte> json, string typ, out KeyThumbprint keyId)
    {
        var values = new MemberValues();
        var read = CanonicalJson.IsSpelled(json) ? Header.Read(json, ref values) : StrictJsonFault.NotStrict;
        keyId = new(values[2].Text ?? "");
        return read switch
        {
            StrictJsonFault.NotStrict => TokenFault.HeaderNotStrictJson,
            StrictJsonFault.Member => TokenFault.HeaderMember,
            _ when values[0].Text != Es256 => TokenFault.Algorithm,
            _ when values[1].Text != typ => TokenFault.Type,
            _ when !CanonicalBase64Url.IsDigest(keyId.Value) => TokenFault.KeyId,
            _ => default,
        };
    }

    private static byte[] WriteHeader(string typ, KeyThumbprint keyId)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        json.WriteString("alg", Es256);
        json.WriteString("typ", typ);
        json.WriteString("kid", keyId.Value);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // The signing input is base64url and a dot, so its ASCII bytes are its characters.
    private static byte[] DigestOf(ReadOnlySpan<char> signingInput)
    {
        var rented = ArrayPool<byte>.Shared.Rent(signingInput.Length);
        try
        {
            return SHA256.HashData(rented.AsSpan(0, Encoding.ASCII.GetBytes(signingInput, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
