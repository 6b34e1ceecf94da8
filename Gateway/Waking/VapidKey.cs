using System.Numerics;
using System.Security.Cryptography;
using Countersign.Gateway.Sealing;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Waking;

/// <summary>
/// The key by which push services know this service (RFC 8292). It follows from the service's secret, which is drawn at the first start:
/// all gateways have the same, a restart keeps it, and nothing more has to be kept. With another secret, phones register again.
/// </summary>
/// <param name="Public">An uncompressed point of P-256, base64url: what a browser is given as <c>applicationServerKey</c>.</param>
/// <param name="Private">32 bytes, base64url.</param>
internal sealed record VapidKey(string Public, string Private)
{
    private const int Size = 32;

    /// <summary>The number of points of P-256 (SP 800-186 3.2.1.3).</summary>
    private static readonly BigInteger Order = new(
        Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), isUnsigned: true, isBigEndian: true);

    /// <summary>No member: one is secret.</summary>
    public override string ToString() => nameof(VapidKey);

    public static VapidKey From(Sealer sealer)
    {
        // 128 bits more than the order has, so that none of its residues is likelier than another (FIPS 186-5 A.2.1).
        var drawn = new BigInteger(sealer.Derive("web-push", Size + 16), isUnsigned: true, isBigEndian: true);
        var scalar = (drawn % (Order - 1) + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        var secret = new byte[Size];
        scalar.CopyTo(secret.AsSpan(Size - scalar.Length));
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
        var point = key.ExportParameters(false).Q;
        return new(CanonicalBase64Url.Encode([4, .. point.X!, .. point.Y!]), CanonicalBase64Url.Encode(secret));
    }
}
