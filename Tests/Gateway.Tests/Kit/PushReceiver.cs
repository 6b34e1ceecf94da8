using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A browser's side of Web Push, written from RFC 8188 and RFC 8291 alone: its keys, and how it reads a message.</summary>
internal sealed class PushReceiver
{
    private readonly ECDiffieHellman _key;
    private readonly byte[] _secret;

    public PushReceiver() : this(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <param name="key">The private key: 32 bytes.</param>
    public PushReceiver(byte[] key, byte[] secret)
        : this(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = key }), secret)
    {
    }

    private PushReceiver(ECDiffieHellman key, byte[] secret) => (_key, _secret) = (key, secret);

    public byte[] Public
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return [4, .. point.X!, .. point.Y!];
        }
    }

    /// <summary>The body of <c>PUT …/device/push</c>.</summary>
    public string Subscription(string endpoint) =>
        $$"""
        {"kind":"web_push","endpoint":"{{endpoint}}","p256dh":"{{Base64Url.EncodeToString(Public)}}",
        "auth":"{{Base64Url.EncodeToString(_secret)}}"}
        """;

    /// <summary>The text of a message of one record.</summary>
    public byte[] Read(byte[] body)
    {
        var (salt, idLength) = (body[..16], body[20]);
        Assert.True(body.Length <= BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16, 4)) + 21 + idLength);
        var (sender, sealedText) = (body[21..(21 + idLength)], body[(21 + idLength)..]);
        using var other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = sender[1..33], Y = sender[33..] },
        });
        var shared = _key.DeriveRawSecretAgreement(other.PublicKey);
        var material = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, shared, 32, _secret, [.. "WebPush: info\0"u8, .. Public, .. sender]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        using var aes = new AesGcm(key, 16);
        var text = new byte[sealedText.Length - 16];
        aes.Decrypt(nonce, sealedText.AsSpan(0, text.Length), sealedText.AsSpan(text.Length), text);
        var end = Array.FindLastIndex(text, one => one != 0);
        Assert.Equal(2, text[end]);   // the delimiter of the last record
        return text[..end];
    }
}
