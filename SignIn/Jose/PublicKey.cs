using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Countersign.SignIn.Jose;

/// <summary>
/// A P-256 public key. What comes from outside becomes one through <see cref="TryParse"/>; the constructor trusts what was stored.
/// </summary>
/// <param name="X">The x coordinate: 32 bytes, base64url.</param>
/// <param name="Y">The y coordinate: 32 bytes, base64url.</param>
public sealed record PublicKey(string X, string Y)
{
    /// <summary>Bytes of a coordinate.</summary>
    public const int CoordinateSize = 32;

    // y² = x³ − 3x + b over the integers modulo p (FIPS 186, SP 800-186 3.2.1.3).
    private static readonly BigInteger P = Hexadecimal("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger B = Hexadecimal("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static readonly StrictObject Jwk =
        new(("kty", MemberKind.Text), ("crv", MemberKind.Text), ("x", MemberKind.Text), ("y", MemberKind.Text));

    /// <summary>The JWK thumbprint (RFC 7638). Computed when asked for: a field would take part in the record's equality.</summary>
    [JsonIgnore]
    public KeyThumbprint Thumbprint =>
        new(CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}"""))));

    /// <summary>
    /// Canonical base64url of 32 bytes each, both below the field's prime, a point on the curve (J3). The point at infinity has no
    /// such coordinates: (0, 0), which some use for it, is not on the curve.
    /// </summary>
    public static bool TryParse(string? x, string? y, [NotNullWhen(true)] out PublicKey? key)
    {
        key = TryCoordinate(x, out var atX) && TryCoordinate(y, out var atY) && IsOnCurve(atX, atY) ? new(x, y) : null;
        return key is not null;
    }

    /// <summary>A JWK object of exactly <c>kty</c> (EC), <c>crv</c> (P-256), <c>x</c> and <c>y</c>, in UTF-8; nothing is thrown.</summary>
    public static bool TryParseJwk(ReadOnlySpan<byte> json, [NotNullWhen(true)] out PublicKey? key)
    {
        var values = new MemberValues();
        key = null;
        return Jwk.Read(json, ref values) == StrictJsonFault.None && values[0].Text == "EC" && values[1].Text == "P-256"
            && TryParse(values[2].Text, values[3].Text, out key);
    }

    private static bool TryCoordinate([NotNullWhen(true)] string? text, out BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[CoordinateSize];
        value = default;
        if (!CanonicalBase64Url.IsDigest(text) || !CanonicalBase64Url.TryDecode(text, bytes, out _)) return false;
        value = new(bytes, isUnsigned: true, isBigEndian: true);
        return value < P;
    }

    private static bool IsOnCurve(BigInteger x, BigInteger y) => (y * y - (x * x * x - 3 * x + B)) % P == 0;

    private static BigInteger Hexadecimal(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
