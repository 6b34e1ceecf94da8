using System.Security.Cryptography;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Authenticator;

/// <summary>
/// A P-256 key pair that signs for a device. Any thread may call it; two that sign at once take turns, because the framework promises
/// nothing about one <see cref="ECDsa"/> used by several.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly Lock _turn = new();
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = new(CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y));
        Thumbprint = PublicKey.Thumbprint;
        Signer = Sign;
    }

    public PublicKey PublicKey { get; }

    /// <summary>The key's name in every token it signs.</summary>
    public KeyThumbprint Thumbprint { get; }

    /// <summary><see cref="Sign"/> as a delegate that is made once, for <see cref="CompactJws.Sign"/>.</summary>
    internal Func<byte[], byte[]> Signer { get; }

    /// <summary>A new key, from the operating system's cryptographic source.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key that <see cref="Export"/> wrote.</summary>
    /// <exception cref="CryptographicException">The bytes are no P-256 private key.</exception>
    public static SigningKey Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            var isP256 = read == pkcs8.Length && key.ExportParameters(false).Curve.Oid.Value == P256;
            if (!isP256) throw new CryptographicException("Not a P-256 key.");
            return new(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key, PKCS#8. The caller clears it away.</summary>
    public byte[] Export()
    {
        lock (_turn) return _key.ExportPkcs8PrivateKey();
    }

    /// <summary>ES256 over a SHA-256 digest: 64 bytes, R then S (RFC 7518 3.4).</summary>
    public byte[] Sign(byte[] digest)
    {
        lock (_turn) return _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose()
    {
        lock (_turn) _key.Dispose();
    }
}

/// <summary>The two keys a device makes for one account; neither ever leaves it (S-09).</summary>
/// <param name="Request">Bound to the device: signs every request, and a denial.</param>
/// <param name="Decision">Unlocked by the person each time: signs an approval (S-08).</param>
public sealed record DeviceKeys(SigningKey Request, SigningKey Decision) : IDisposable
{
    public static DeviceKeys Create() => new(SigningKey.Create(), SigningKey.Create());

    public void Dispose()
    {
        Request.Dispose();
        Decision.Dispose();
    }
}
