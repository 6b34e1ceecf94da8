using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Countersign.SignIn;

/// <summary>The characters each kind of identifier may hold.</summary>
public static class Alphabets
{
    public static readonly SearchValues<char> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    public static readonly SearchValues<char> LowerAsciiDigitsHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    public static readonly SearchValues<char> Domain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    public static readonly SearchValues<char> UserNameLocalPart =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+-/=?^_`{|}~");
    public static readonly SearchValues<char> GroupName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    /// <summary>Characters that stand in an address without escaping (RFC 3986 2.3).</summary>
    public static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>
    /// Whether a name of these characters can be asked for by an address. A step of a path called <c>.</c> or <c>..</c> is taken before
    /// anybody reads it, however it is escaped (RFC 3986 6.2.2.3): what has such a name can be made, and never seen or removed (T30, T31).
    /// </summary>
    /// <param name="most">Characters.</param>
    public static bool IsPathName([NotNullWhen(true)] string? name, SearchValues<char> characters, int most) =>
        name is { Length: >= 1 } && name.Length <= most && name is not ("." or "..") && name.AsSpan().IndexOfAnyExcept(characters) < 0;

    /// <summary>Letters for a code that people type: no vowels, so no words; none that looks like a digit (RFC 8628 6.1).</summary>
    public const string UserCodeLetters = "BCDFGHJKLMNPQRSTVWXZ";

    /// <summary>128 bits in base64url without padding: 22 characters, the last of which carries only two bits (canonical).</summary>
    public static bool IsHandle(string? text) =>
        text is { Length: 22 } && text.AsSpan().IndexOfAnyExcept(Base64Url) < 0 && (text[21] is 'A' or 'Q' or 'g' or 'w');
}
