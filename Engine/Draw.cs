using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Grants;

namespace Countersign.Engine;

/// <summary>Everything random, from the operating system's cryptographic source.</summary>
public static class Draw
{
    /// <summary>128 random bits, base64url: ids, nonces, secrets, codes and passes (I23, A14, N17).</summary>
    public static string Handle()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    /// <summary>What a person types to connect a device: uniform over its letters.</summary>
    public static UserCode UserCode() => new(RandomNumberGenerator.GetString(Alphabets.UserCodeLetters, SignIn.Grants.UserCode.Length));

    /// <summary>An id that follows from a text: the first 128 bits of its SHA-256.</summary>
    public static GrantId GrantIdOf(string text) => new(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));

    /// <summary>The hash under which a secret is kept.</summary>
    public static SecretHash Hash(string secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        return new(Base64Url.EncodeToString(hash));
    }

    /// <summary>
    /// S-04, N1: uniform over all digit strings, the decoys over all that are left, the place over all three. No modulo bias.
    /// </summary>
    public static NumberDraw Number()
    {
        var two = RandomNumberGenerator.GetInt32(100);
        var first = RandomNumberGenerator.GetInt32(99);
        if (first >= two) first++;
        var second = RandomNumberGenerator.GetInt32(98);
        if (second >= Math.Min(two, first)) second++;
        if (second >= Math.Max(two, first)) second++;
        return new(Digits(two), Digits(first), Digits(second), RandomNumberGenerator.GetInt32(Limits.ChoiceCount),
            RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", null));
    }

    private static string Digits(int number) => number.ToString("D2", null);
}
