using System.Security.Cryptography;

namespace Countersign.SignIn.Jose;

/// <summary>
/// A public key made ready to verify with. Making it ready costs about four times a verification, so whoever verifies often keeps it
/// (about 2.3 KB). Any thread may call it. A cache that drops one while another thread may still be verifying with it should leave it
/// to the garbage collector: <see cref="Dispose"/> frees native memory at once, and a verification after it throws.
/// </summary>
public sealed class VerificationKey : IDisposable
{
    // A point drawn in the open: x is SHA-256 of "countersign-dummy-key-0", y the even root. Nobody knows a private key to it.
    private static readonly PublicKey Nobody =
        new("1uTdtMlgj5g7sPKE2MyXAQiC_q6of9o4JsBV4F2oqVE", "f4PqSYiFBY0YxzRgG36hTrbPnbRN6GFjRcEf7v1ZrTw");

    private const int LongestDer = 72;   // two integers of 33 bytes, each with two more, and two for the sequence

    [ThreadStatic]
    private static VerificationKey? _dummy;

    // The framework promises nothing about one ECDsa used by several threads, and a key is one device's: nobody waits here.
    private readonly Lock _turn = new();
    private readonly ECDsa _key;
    private readonly bool _isDummy;

    private VerificationKey(PublicKey key, bool isDummy)
    {
        (Thumbprint, _isDummy) = (key.Thumbprint, isDummy);
        _key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Coordinate(key.X), Y = Coordinate(key.Y) },
        });
    }

    /// <summary>
    /// The key to verify with when the device is unknown, so that the answer takes as long as for a known one (T39). It does the work
    /// and always answers false. One for each thread, so that unknown devices do not queue for it; disposing of it does nothing.
    /// </summary>
    public static VerificationKey Dummy => _dummy ??= new(Nobody, isDummy: true);

    /// <summary>The key's name; a token that names another is not verified by this one.</summary>
    public KeyThumbprint Thumbprint { get; }

    /// <exception cref="CryptographicException">The key is not one <see cref="PublicKey.TryParse"/> would have let in.</exception>
    public static VerificationKey Import(PublicKey key) => new(key, isDummy: false);

    /// <summary>
    /// Whether the token names this key and its signature verifies under it; otherwise <see cref="TokenFault.Signature"/> is the fault.
    /// The signature is verified first in any case, so the time taken does not depend on the name.
    /// </summary>
    public bool Verify(CompactJws token) => Verify(token.Digest, token.Signature) && token.KeyId == Thumbprint;

    /// <summary>ES256 (RFC 7518 3.4) over a SHA-256 digest. A signature of any length but 64 bytes is refused.</summary>
    public bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != CompactJws.SignatureSize) return false;
        lock (_turn)
        {
            return _key.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) && !_isDummy;
        }
    }

    /// <summary>The same for a signature as authenticators write it (WebAuthn 6.5.5): a DER sequence of two integers.</summary>
    public bool VerifyDer(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length > LongestDer) return false;
        lock (_turn)
        {
            return _key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence) && !_isDummy;
        }
    }

    public void Dispose()
    {
        if (_isDummy) return;
        lock (_turn) _key.Dispose();
    }

    private static byte[] Coordinate(string text) =>
        CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new CryptographicException("A coordinate is not base64url.");
}
