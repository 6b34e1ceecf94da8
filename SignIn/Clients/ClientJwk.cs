using System.Text;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Clients;

/// <summary>The public keys clients sign with: P-256 for ES256, RSA of 2,048 to 4,096 bits for PS256 (RFC 7518 6.2, 6.3).</summary>
public static class ClientJwk
{
    private const int SmallestModulus = 2048 / 8;
    private const int LargestModulus = 4096 / 8;
    private const string Exponent = "AQAB";   // 65,537: what everybody uses, and large enough

    private static readonly StrictObject Rsa = new(("kty", MemberKind.Text), ("n", MemberKind.Text), ("e", MemberKind.Text));

    public static bool IsKey(ClientKey key) =>
        key.KeyId is { Length: >= 1 and <= Limits.KeyIdLength } && key.KeyId.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && key.Jwk.Length <= Limits.JwkLength
        && key.Algorithm switch
        {
            SigningAlgorithm.ES256 => PublicKey.TryParseJwk(Encoding.UTF8.GetBytes(key.Jwk), out _),
            SigningAlgorithm.PS256 => IsRsa(Encoding.UTF8.GetBytes(key.Jwk)),
            _ => false,
        };

    /// <summary>
    /// A JWK object of exactly <c>kty</c> (RSA), <c>n</c> and <c>e</c>; the modulus without leading zeros, odd and of 2,048 to 4,096 bits.
    /// </summary>
    private static bool IsRsa(ReadOnlySpan<byte> json)
    {
        var values = new MemberValues();
        return Rsa.Read(json, ref values) == StrictJsonFault.None
            && values[0].Text == "RSA" && values[2].Text == Exponent
            && CanonicalBase64Url.TryDecode(values[1].Text, out var modulus)
            && modulus.Length is >= SmallestModulus and <= LargestModulus
            && modulus[0] >= (modulus.Length == SmallestModulus ? 0x80 : 1)
            && (modulus[^1] & 1) == 1;
    }
}
