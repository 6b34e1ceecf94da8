using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.Gateway.Outbound;

/// <summary>Signatures with a secret that this service shares with a tenant's: its webhook, its verifier of passwords.</summary>
public static class SharedSecret
{
    /// <summary>The time in Unix seconds, and the HMAC-SHA256 of time, dot and body in lower-case hexadecimal.</summary>
    public static string Sign(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Mac(secret, time, body)}";
    }

    /// <summary>Whether the text is such a signature of this body. How old it is, is for whoever asks.</summary>
    public static bool IsSigned(string secret, string? signature, ReadOnlySpan<byte> body) =>
        signature?.Split(',') is [['t', '=', .. var time], ['v', '1', '=', .. var mac]]
        && time.Length is >= 1 and <= 12 && time.All(char.IsAsciiDigit)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(Mac(secret, time, body)));

    private static string Mac(string secret, string time, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
