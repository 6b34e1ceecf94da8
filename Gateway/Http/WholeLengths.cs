using System.Text;
using Microsoft.Net.Http.Headers;

namespace Countersign.Gateway.Http;

/// <summary>
/// T28: a Content-Length is digits (RFC 9110 8.6). The server's own reading also takes a sign, which another reader on the way may not;
/// given this "encoding" of the field it sees what is no digit and refuses.
/// </summary>
internal sealed class WholeLengths : Encoding
{
    private static readonly WholeLengths Instance = new();

    /// <summary>The encoding of a header field; null is the server's own.</summary>
    public static Encoding? Of(string name) => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Instance : null;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = int.Min(bytes.Length, chars.Length);
        for (var at = 0; at < count; at++) chars[at] = bytes[at] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[at] : '?';
        return count;   // a longer one fills all there is, which is more than any number the server takes
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;
    public override int GetMaxCharCount(int byteCount) => byteCount;
    public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);
    public override int GetMaxByteCount(int charCount) => ASCII.GetMaxByteCount(charCount);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);
}
