using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Countersign.SignIn.Jose;

/// <summary>
/// base64url (RFC 4648 5) in its one canonical form: no padding, no white space, unused trailing bits zero.
/// Two texts never decode to the same bytes, so text that was accepted can serve as an identity.
/// </summary>
public static class CanonicalBase64Url
{
    /// <summary>The length of 32 bytes (a SHA-256 digest, a P-256 coordinate, a key thumbprint) as text.</summary>
    public const int DigestLength = 43;

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>False when the text is not canonical or <paramref name="destination"/> is too short; nothing is thrown.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        return IsCanonical(text) && destination.Length >= DecodedLength(text.Length)
            && Base64Url.DecodeFromChars(text, destination, out _, out written) == OperationStatus.Done;
    }

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = IsCanonical(text) ? new byte[DecodedLength(text.Length)] : null;
        return bytes is not null && TryDecode(text, bytes, out _);
    }

    /// <summary>Whether the text is canonical base64url of exactly 32 bytes.</summary>
    public static bool IsDigest([NotNullWhen(true)] string? text) => text is { Length: DigestLength } && IsCanonical(text);

    // The framework's decoder skips white space and takes padding, so what it would forgive is refused before it is asked.
    private static bool IsCanonical(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(Alphabets.Base64Url) < 0 && (text.Length % 4) switch
        {
            0 => true,
            2 => Sextet(text[^1]) % 16 == 0,
            3 => Sextet(text[^1]) % 4 == 0,
            _ => false,
        };

    private static int DecodedLength(int textLength) => textLength / 4 * 3 + Math.Max(textLength % 4 - 1, 0);

    private static int Sextet(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => letter - 'A',
        >= 'a' and <= 'z' => letter - 'a' + 26,
        >= '0' and <= '9' => letter - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
