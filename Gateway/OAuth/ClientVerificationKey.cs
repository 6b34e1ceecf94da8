using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>A public key from a JWK, for one algorithm (J1): P-256 for ES256, RSA of 2,048 to 4,096 bits for RS256 or PS256.</summary>
internal sealed class ClientVerificationKey
{
    private const int SmallestModulus = 2048 / 8, LargestModulus = 4096 / 8;
    private const string Exponent = "AQAB";
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly SigningAlgorithm _algorithm;
    private readonly PublicKey? _point;
    private readonly byte[]? _modulus;

    private ClientVerificationKey(SigningAlgorithm algorithm, PublicKey? point, string? n, byte[]? modulus)
    {
        (_algorithm, _point, _modulus) = (algorithm, point, modulus);
        Thumbprint = point?.Thumbprint ?? new(CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"e":"{{Exponent}}","kty":"RSA","n":"{{n}}"}"""))));
    }

    /// <summary>RFC 7638.</summary>
    public KeyThumbprint Thumbprint { get; }

    /// <summary>
    /// Null when it is no such key, or has a private part (D1); nothing is thrown. Members that do not make the key are ignored.
    /// </summary>
    public static ClientVerificationKey? From(JsonElement jwk, SigningAlgorithm algorithm)
    {
        if (jwk.ValueKind != JsonValueKind.Object || PrivateMembers.Any(member => jwk.TryGetProperty(member, out _))) return null;
        return algorithm == SigningAlgorithm.ES256 ? FromPoint(jwk) : FromModulus(jwk, algorithm);
    }

    /// <summary>From a JWK that was checked before it was kept.</summary>
    public static ClientVerificationKey FromKept(string jwk, SigningAlgorithm algorithm) =>
        From(StrictJwt.Object(Encoding.UTF8.GetBytes(jwk))!.Value, algorithm)!;

    /// <summary>Whether the token is signed by this key, with the algorithm this key is for.</summary>
    public bool Verify(StrictJwt token)
    {
        if (token.Algorithm != SigningAlgorithms.WordOf(_algorithm)) return false;
        if (_point is not null)
        {
            using var key = VerificationKey.Import(_point);
            return key.Verify(SHA256.HashData(token.Input), token.Signature);
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = _modulus, Exponent = [1, 0, 1] });
        return token.Signature.Length == _modulus!.Length
            && rsa.VerifyData(token.Input, token.Signature, HashAlgorithmName.SHA256, PaddingFor(_algorithm));
    }

    public static RSASignaturePadding PaddingFor(SigningAlgorithm algorithm) =>
        algorithm == SigningAlgorithm.PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private static ClientVerificationKey? FromPoint(JsonElement jwk) =>
        StrictJwt.TextOf(jwk, "kty") == "EC" && StrictJwt.TextOf(jwk, "crv") == "P-256"
        && PublicKey.TryParse(StrictJwt.TextOf(jwk, "x"), StrictJwt.TextOf(jwk, "y"), out var point)
            ? new(SigningAlgorithm.ES256, point, null, null)
            : null;

    private static ClientVerificationKey? FromModulus(JsonElement jwk, SigningAlgorithm algorithm) =>
        StrictJwt.TextOf(jwk, "kty") == "RSA" && StrictJwt.TextOf(jwk, "e") == Exponent
        && StrictJwt.TextOf(jwk, "n") is { } n && CanonicalBase64Url.TryDecode(n, out var modulus)
        && modulus.Length is >= SmallestModulus and <= LargestModulus
        && modulus[0] >= (modulus.Length == SmallestModulus ? 0x80 : 1) && (modulus[^1] & 1) == 1
            ? new(algorithm, null, n, modulus)
            : null;
}
