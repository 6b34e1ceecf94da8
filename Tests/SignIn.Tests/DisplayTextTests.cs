namespace Countersign.SignIn.Tests;

/// <summary>T20, T38: text that somebody else wrote is shown only where it looks as it is.</summary>
public sealed class DisplayTextTests
{
    public static TheoryData<string> Plain =>
    [
        "", "Käse & Co. 𝄞", "Contoso Portal (test) – v2", "臺北 市政府", "한국어 앱", "ชื่อเครื่อง", "Qui est là\u202F?",
        "שלום", "مرحبا بالعالم", "हिन्दी",
        "Vie\u0302\u0323t Nam", "☎\uFE0F ❤\uFE0F 1\uFE0F\u20E3", "👍🏽", "\u3042\u3000\u3044", "עִבְרִ֣ית",
    ];

    public static TheoryData<string, string> Unfit => new()
    {
        { "control", "\u0000" }, { "line break", "\n" }, { "tabulator", "\t" }, { "delete", "\u007F" }, { "next line", "\u0085" },
        { "line separator", "\u2028" }, { "paragraph separator", "\u2029" },
        { "zero-width space", "\u200B" }, { "zero-width non-joiner", "\u200C" }, { "zero-width joiner", "\u200D" },
        { "word joiner", "\u2060" }, { "invisible times", "\u2062" }, { "byte order mark", "\uFEFF" }, { "soft hyphen", "\u00AD" },
        { "Arabic letter mark", "\u061C" }, { "left-to-right mark inside", "\u200E" }, { "right-to-left mark inside", "\u200F" },
        { "embedding", "\u202A" }, { "override", "\u202E" }, { "isolate", "\u2066" }, { "end of isolate", "\u2069" },
        { "deprecated shaping", "\u206B" }, { "annotation", "\uFFF9" }, { "shorthand", "\U0001BCA0" }, { "musical beam", "\U0001D173" },
        { "language tag", "\U000E0001" }, { "tag letter", "\U000E0041" },
        { "Mongolian separator", "\u180E" }, { "Mongolian selector", "\u180B" },
        { "Hangul initial filler", "\u115F" }, { "Hangul medial filler", "\u1160" }, { "Hangul filler", "\u3164" },
        { "half-width filler", "\uFFA0" },
        { "Braille blank", "\u2800" }, { "grapheme joiner", "\u034F" },
        { "Khmer inherent vowel", "\u17B4" }, { "empty note head", "\U0001D159" },
        { "variation of a letter", "\uFE0F" }, { "variation that is no presentation", "\uFE00" }, { "ideographic variation", "\U000E0100" },
        { "private use", "\uE000" }, { "private plane", "\U000F0000" }, { "unassigned", "\u0378" }, { "no character", "\uFFFE" },
        { "replacement", "\uFFFD" }, { "half a pair", "\uD800" }, { "five marks in a row", "\u0301\u0302\u0303\u0304\u0305" },
        { "the same mark twice", "\u0301\u0301" },
        { "forty marks", string.Concat(Enumerable.Repeat("\u0489\u0301", 20)) },
        { "a mark on a space", " \u0301" },
    };

    [Theory]
    [MemberData(nameof(Plain))]
    public void Text_in_any_script_is_shown_as_it_is(string text)
    {
        Assert.True(DisplayText.TryRead(text, out var shown));
        Assert.Equal(text, shown);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void What_is_invisible_or_turns_or_covers_other_text_is_refused(string what, string text) =>
        Assert.All([$"Contoso{text}Payroll", $"Contoso {text}Payroll"], whole => Assert.False(DisplayText.TryRead(whole, out _), what));

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00A0\u3000")]
    [InlineData("\u0301Payroll")]
    [InlineData("\u200E \u200F")]
    public void Text_that_shows_nothing_or_sits_on_its_neighbour_is_refused(string text) => Assert.False(DisplayText.TryRead(text, out _));

    [Fact]
    public void Direction_marks_that_copying_leaves_at_the_ends_are_taken_off()
    {
        Assert.True(DisplayText.TryRead("\u200E\u200FContoso\u200F", out var shown));
        Assert.Equal("Contoso", shown);
        Assert.True(DisplayText.TryRead("\u200E" + new string('a', Limits.DisplayTextLength) + "\u200E", out _));
        Assert.False(DisplayText.TryRead(new string('a', Limits.DisplayTextLength + 1), out _));
    }

    [Fact]
    public void A_client_has_a_name_that_can_be_shown() =>
        Assert.Equal(Refusal.ClientRefused, ClientRules.Objection(Registered.Portal with { Name = "Con\u200Btoso" }));
}
