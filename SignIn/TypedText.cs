using System.Globalization;
using System.Text;

namespace Countersign.SignIn;

/// <summary>Text that a person typed or pasted: what clings to its ends unseen, and what in it does not belong there.</summary>
public static class TypedText
{
    /// <summary>
    /// The text without white space and invisible characters at its ends, as they come along from documents and chats: no-break spaces,
    /// zero-width spaces and joiners, tabs, byte order marks, direction marks. Not line breaks: what has one was more than a line.
    /// </summary>
    public static string TrimEnds(string typed)
    {
        var (start, end) = (0, typed.Length);
        while (start < end && Clings(typed[start])) start++;
        while (end > start && Clings(typed[end - 1])) end--;
        return typed[start..end];
    }

    /// <summary>A character so that a person can find it: as it is when it can be seen, and by its number.</summary>
    public static string Name(Rune rune)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        return IsSeen(rune) ? $"{rune} ({number})" : number;
    }

    /// <summary>Direction marks cling; what turns the direction of the text around it is somebody's trick (T20).</summary>
    private static bool Clings(char c) => c switch
    {
        '\r' or '\n' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => false,
        '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or '\u2800' => true,
        _ => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format,
    };

    private static bool IsSeen(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune);
}
