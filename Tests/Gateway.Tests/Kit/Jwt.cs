using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>JWTs made by hand, right or wrong, and read without being believed.</summary>
internal static class Jwt
{
    public static string Sign(SignerKey key, JsonObject header, JsonObject claims) =>
        Sign(key, header.ToJsonString(), claims.ToJsonString());

    public static string Sign(SignerKey key, string header, string claims)
    {
        var input = Encode(header) + "." + Encode(claims);
        return input + "." + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)));
    }

    public static JsonElement Header(string token) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]));

    public static JsonElement Claims(string token) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));

    /// <summary>The same token, but for one claim.</summary>
    public static string With(string token, string claim, JsonNode? value)
    {
        var claims = JsonNode.Parse(Claims(token).GetRawText())!.AsObject();
        claims[claim] = value;
        var parts = token.Split('.');
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

/// <summary>A key pair that signs JWTs.</summary>
internal sealed class SignerKey
{
    private readonly AsymmetricAlgorithm _key;

    private SignerKey(AsymmetricAlgorithm key, string algorithm, JsonObject publicJwk) =>
        (_key, Algorithm, PublicJwk) = (key, algorithm, publicJwk);

    public string Algorithm { get; }

    public JsonObject PublicJwk { get; }

    /// <summary>The same key under another algorithm: what a client signs that does not keep to the registered one.</summary>
    public SignerKey As(string algorithm) => new(_key, algorithm, PublicJwk);

    /// <summary>RFC 7638.</summary>
    public string Thumbprint
    {
        get
        {
            var members = PublicJwk.OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => $"\"{member.Key}\":\"{member.Value}\"");
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes("{" + string.Join(',', members) + "}")));
        }
    }

    public static SignerKey Es256()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return new(key, "ES256", new()
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
        });
    }

    /// <param name="algorithm"><c>PS256</c> or <c>RS256</c>.</param>
    public static SignerKey Rsa(string algorithm = "PS256", int bits = 2048)
    {
        var key = RSA.Create(bits);
        var modulus = key.ExportParameters(false);
        return new(key, algorithm, new()
        {
            ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(modulus.Modulus), ["e"] = Base64Url.EncodeToString(modulus.Exponent),
        });
    }

    public JsonObject PrivateJwk
    {
        get
        {
            var jwk = PublicJwk.DeepClone().AsObject();
            jwk["d"] = Base64Url.EncodeToString(
                _key is ECDsa point ? point.ExportParameters(true).D : ((RSA)_key).ExportParameters(true).D);
            return jwk;
        }
    }

    public byte[] Sign(byte[] input) => _key is ECDsa point
        ? point.SignData(input, HashAlgorithmName.SHA256)
        : ((RSA)_key).SignData(input, HashAlgorithmName.SHA256, Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
}
