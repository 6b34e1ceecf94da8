using System.Buffers.Text;
using System.Security.Cryptography;
using Countersign.SignIn;
using Countersign.SignIn.Grants;

namespace Countersign.Engine;

/// <summary>All random values, from the cryptographic source.</summary>
public static class RandomValues
{
    /// <summary>128 random bits, base64url: ids, nonces, secrets, codes and passes (I23, A14, N17).</summary>
    public static string Handle()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomBytes.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    /// <summary>The letters of a Temporary Access Pass: uniform.</summary>
    public static string Pass() => RandomNumberGenerator.GetString(PassText.Letters, PassText.Length);

    /// <summary>A user code, which a person types to connect a device: uniform over its letters.</summary>
    public static UserCode UserCode() => new(RandomNumberGenerator.GetString(Alphabets.UserCodeLetters, SignIn.Grants.UserCode.Length));

    /// <summary>A canonical group name that nobody has: 16 small letters and digits behind a mark.</summary>
    public static string GroupName() => "g-" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 16);

    /// <summary>
    /// S-04, N1: uniform over all digit strings, the decoys over all that are left, the place over all three. No modulo bias.
    /// </summary>
    public static NumberDraw Number()
    {
        var two = RandomBytes.Below(100);
        var first = RandomBytes.Below(99);
        if (first >= two) first++;
        var second = RandomBytes.Below(98);
        if (second >= Math.Min(two, first)) second++;
        if (second >= Math.Max(two, first)) second++;
        return new(Digits(two), Digits(first), Digits(second), RandomBytes.Below(Limits.ChoiceCount),
            RandomBytes.Below(1_000_000).ToString("D6", null));
    }

    private static string Digits(int number) => number.ToString("D2", null);
}
