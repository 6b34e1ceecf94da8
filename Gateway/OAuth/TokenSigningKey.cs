using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>A private key that signs tokens, for one algorithm (J1). Any thread may sign.</summary>
internal sealed class TokenSigningKey
{
    private const int ModulusBits = 3072;   // A14: 128 bits of strength, as P-256 has
    private readonly Lock _turn = new();    // the framework promises nothing about one key used by several threads
    private readonly AsymmetricAlgorithm _key;

    private TokenSigningKey(AsymmetricAlgorithm key, SigningAlgorithm algorithm)
    {
        (_key, Algorithm) = (key, algorithm);
        PublicJwk = PublicPart();
        KeyId = ClientVerificationKey.FromKept(PublicJwk.ToJsonString(), algorithm).Thumbprint.Value;
    }

    /// <summary>RFC 7638: the key's own thumbprint.</summary>
    public string KeyId { get; }

    public SigningAlgorithm Algorithm { get; }

    /// <summary>The members that make the key.</summary>
    public JsonObject PublicJwk { get; }

    public static TokenSigningKey Draw(SigningAlgorithm algorithm) =>
        new(algorithm == SigningAlgorithm.ES256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(ModulusBits), algorithm);

    /// <exception cref="CryptographicException">It is no such key.</exception>
    public static TokenSigningKey Import(ReadOnlySpan<byte> pkcs8, SigningAlgorithm algorithm)
    {
        AsymmetricAlgorithm key = algorithm == SigningAlgorithm.ES256 ? ECDsa.Create() : RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new(key, algorithm);
    }

    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>A JWT (RFC 7519) with its kind in its header (J7).</summary>
    public string Sign(string type, ClaimSet claims)
    {
        var header = new ClaimSet { ["alg"] = SigningAlgorithms.WordOf(Algorithm), ["typ"] = type, ["kid"] = KeyId };
        var input = CanonicalBase64Url.Encode(header.ToJson()) + "." + CanonicalBase64Url.Encode(claims.ToJson());
        return input + "." + CanonicalBase64Url.Encode(Sign(Encoding.ASCII.GetBytes(input)));
    }

    private byte[] Sign(byte[] input)
    {
        lock (_turn)
        {
            return _key is ECDsa point
                ? point.SignData(input, HashAlgorithmName.SHA256)   // R then S (RFC 7518 3.4)
                : ((RSA)_key).SignData(input, HashAlgorithmName.SHA256, ClientVerificationKey.PaddingFor(Algorithm));
        }
    }

    private JsonObject PublicPart()
    {
        if (_key is RSA rsa)
        {
            var modulus = rsa.ExportParameters(includePrivateParameters: false);
            var (n, e) = (CanonicalBase64Url.Encode(modulus.Modulus), CanonicalBase64Url.Encode(modulus.Exponent));
            return new() { ["kty"] = "RSA", ["n"] = n, ["e"] = e };
        }

        var point = ((ECDsa)_key).ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (CanonicalBase64Url.Encode(point.X), CanonicalBase64Url.Encode(point.Y));
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = x, ["y"] = y };
    }
}
