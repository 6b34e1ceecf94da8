using System.Globalization;
using System.Text;

namespace Countersign.SignIn;

/// <summary>
/// The one rule for text that somebody else wrote and people are shown: names of devices and applications, messages, places, hints (T20,
/// T38). What a person decides on must look as it is: nothing invisible in it, nothing that turns around or covers other text.
/// </summary>
public static class DisplayText
{
    // Copying from a surface that is written from the right leaves them at the ends.
    private const char LeftToRightMark = '\u200E', RightToLeftMark = '\u200F';
    private const int MarksInARow = 4;                                           // Unicode Technical Standard 39, 5.4

    // Letters, marks and symbols that draw nothing, though their category says otherwise.
    private static readonly Rune[] Blank =
    [
        new(0x115F), new(0x1160), new(0x3164), new(0xFFA0),                     // Hangul fillers
        new(0x2800),                                                            // the Braille pattern without a dot
        new(0x034F), new(0x17B4), new(0x17B5),                                  // the joiner of graphemes, two inherent vowels of Khmer
        new(0x16FE4), new(0x1D159),                                             // the Khitan filler, the empty note head
    ];

    /// <summary>Takes direction marks off the ends; then whether the text may be shown. The empty text may.</summary>
    /// <param name="longest">In UTF-16 code units, the marks at the ends not counted.</param>
    public static bool TryRead(string? typed, out string text, int longest = Limits.DisplayTextLength)
    {
        text = (typed ?? "").Trim(LeftToRightMark, RightToLeftMark);
        return IsFit(text, longest);
    }

    /// <summary>Whether the text may be shown as it stands.</summary>
    public static bool IsFit(string text, int longest = Limits.DisplayTextLength)
    {
        if (text.Length > longest) return false;
        Rune? before = null;
        var (marks, isVisible) = (0, text.Length == 0);
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            if (!IsShown(rune, before) || marks > MarksInARow || (marks > 0 && (rune == before || !CarriesMarks(before)))) return false;
            isVisible |= !Rune.IsWhiteSpace(rune);
            before = rune;
        }

        return isVisible;
    }

    private static bool IsShown(Rune rune, Rune? before) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        _ when IsVariation(rune) => rune.Value is 0xFE0E or 0xFE0F && before is { } symbol && MayVary(symbol),
        _ => rune != Rune.ReplacementChar && !Blank.Contains(rune),             // half a surrogate pair comes as the replacement
    };

    /// <summary>
    /// Selectors of a variant: invisible by themselves. Beside symbols, where they choose the coloured form, none is needed.
    /// </summary>
    private static bool IsVariation(Rune rune) =>
        rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or >= 0x180B and <= 0x180D or 0x180F;

    private static bool MayVary(Rune rune) =>
        Rune.IsSymbol(rune) || rune.Value is '#' or '*' or >= '0' and <= '9' or 0x203C or 0x2049;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>A mark at the beginning or behind a space would sit on what stands beside the text.</summary>
    private static bool CarriesMarks(Rune? rune) => rune is { } carrier && !Rune.IsWhiteSpace(carrier);
}
