using System.Globalization;
using System.Text;

namespace Countersign.Authenticator.Cli;

/// <summary>What a person typed or pasted, without what crept in on the way from one window to another.</summary>
internal static class Typed
{
    /// <summary>
    /// A number as its digits alone: pages show six digits in two groups, and people copy the gap, put a hyphen there, or type full-width
    /// digits. Anything else stays, so that it is not taken for a number.
    /// </summary>
    public static string Number(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (IsGap(c) || char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation) continue;
            digits.Append(c is >= '\uFF10' and <= '\uFF19' ? (char)(c - '\uFF10' + '0') : c);
        }

        return digits.ToString();
    }

    /// <summary>A code without the line breaks and spaces that a terminal, a mail or a chat put into it, or the quotes around it.</summary>
    public static string Code(string text) =>
        string.Concat(text.Where(c => !IsGap(c))).Trim('"', '\'', '\u201C', '\u201D', '\u2018', '\u2019');

    private static bool IsGap(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;
}
