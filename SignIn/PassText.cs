using System.Globalization;
using System.Text;

namespace Countersign.SignIn;

/// <summary>
/// A Temporary Access Pass as people read it out and type it: groups of four from an alphabet without look-alikes and without vowels, so
/// that it holds no word. Letter case, spaces and hyphens say nothing.
/// </summary>
public static class PassText
{
    /// <summary>22 letters: none that is taken for another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V).</summary>
    public const string Letters = "34679CDFGHJKMNPQRTVWXY";

    /// <summary>71 bits, with a user name beside it (N17 asks for 40).</summary>
    public const int Length = 16;
    private const int Group = 4;

    /// <summary>The pass in its groups.</summary>
    public static string Show(string letters) => string.Join('-', letters.Chunk(Group).Select(group => new string(group)));

    /// <summary>
    /// The one spelling that is hashed, whatever way it was typed or pasted. Passes of earlier releases are 22 characters in which case and
    /// hyphens count; only what clings to their ends goes.
    /// </summary>
    public static string Canonical(string typed)
    {
        if (typed.Length > Limits.TypedPassLength) return typed;
        var letters = new StringBuilder(Length);
        foreach (var rune in typed.EnumerateRunes())
        {
            if (IsPassedOver(rune)) continue;
            letters.Append(char.ToUpperInvariant(Narrow(rune)));
        }

        var text = letters.ToString();
        return text.Length == Length && text.All(letter => Letters.Contains(letter)) ? text : TypedText.TrimEnds(typed);
    }

    private static bool IsPassedOver(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator
        or UnicodeCategory.DashPunctuation or UnicodeCategory.Control or UnicodeCategory.Format || rune.Value is '_' or 0x2212;

    /// <summary>Full-width letters, as keyboards of East Asia may write them, are the plain ones.</summary>
    private static char Narrow(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E => (char)(rune.Value - 0xFEE0),
        <= 0x7F => (char)rune.Value,
        _ => '?',
    };
}
