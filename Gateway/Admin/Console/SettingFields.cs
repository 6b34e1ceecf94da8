using System.Globalization;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>How settings are shown and typed: what each does, its bounds and default, and beside its field what is wrong.</summary>
internal static class SettingFields
{
    /// <summary>One setting, as it is.</summary>
    public static Markup Fact(SettingTexts texts, SettingRow row, SettingValues now) => Markup.Html($"""
        <div class="setting" data-setting="{row.Name}">
        <dt>{SettingWords.For(texts, row).Label} {Mark(texts, now.IsDefault(row))}</dt>
        <dd><strong><bdi>{Shown(texts, row, now)}</bdi></strong></dd>
        <dd class="about">{About(texts, row)}</dd>
        </div>

        """);

    /// <summary>The field of one setting.</summary>
    /// <param name="typed">What stands in it.</param>
    /// <param name="error">What is wrong with it; null: nothing.</param>
    public static Markup Draw(SettingTexts texts, SettingRow row, SettingValues now, string typed, ProtocolError? error) => Markup.Html($"""
        <div class="field" data-setting="{row.Name}">
        <label for="{row.Name}">{SettingWords.For(texts, row).Label} {Mark(texts, now.IsDefault(row))}</label>
        <p class="hint" id="{row.Name}_hint">{About(texts, row)}</p>
        {Input(texts, row, typed, Field.Described(row.Name, error, hasHint: true))}
        {Wrong(texts, row, error)}
        </div>

        """);

    public static Markup Wrong(SettingTexts texts, SettingRow row, ProtocolError? error) =>
        error is null ? default : Field.Wrong(row.Name, $"{texts.Refused} {Bounds(texts, row)}({error.Code})", error);

    private static Markup Mark(SettingTexts texts, bool isDefault) =>
        isDefault ? default : Markup.Html($"""<span class="changed">{texts.Changed}</span>""");

    /// <summary>A sentence what it does, its bounds, its default.</summary>
    private static string About(SettingTexts texts, SettingRow row)
    {
        var standard = row.Kind == SettingKind.Own ? "" : Fill(texts.Default, Shown(texts, row, SettingValues.Defaults));
        return $"{SettingWords.For(texts, row).About} {Bounds(texts, row)}{standard}".TrimEnd();
    }

    private static string Bounds(SettingTexts texts, SettingRow row) => row.Numbers is var (least, most)
        ? Fill(texts.Bounds, least.ToString(CultureInfo.InvariantCulture))
            .Replace("{1}", most.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + " "
        : "";

    private static string Shown(SettingTexts texts, SettingRow row, SettingValues values) => (row.Kind, values.TextOf(row)) switch
    {
        (SettingKind.Ways, _) => values.IsDefault(row) ? texts.All : texts.Limited,
        (SettingKind.Own, _) => values.IsDefault(row) ? texts.Nothing : texts.Changed,
        (_, "") => texts.Nothing,
        (SettingKind.Choice or SettingKind.Switch, var word) => SettingWords.For(texts, word),
        (_, var text) => text,
    };

    private static Markup Input(SettingTexts texts, SettingRow row, string typed, Markup described) => row.Kind switch
    {
        SettingKind.Choice => Choice(texts, row.Name, row.Words, typed, described),
        SettingKind.Switch => Choice(texts, row.Name, [.. Words.Switches.Select(one => one.Word)], typed, described),
        SettingKind.Number => Markup.Html($"""
            <input type="text" class="short" id="{row.Name}" name="{row.Name}" value="{typed}" inputmode="numeric" autocomplete="off"
            maxlength="9" required {described}>
            """),
        _ => Markup.Html($"""
            <input type="text" id="{row.Name}" name="{row.Name}" value="{typed}" autocomplete="off" autocapitalize="none" spellcheck="false"
            maxlength="{Limits.UrlLength}" {described}>
            """),
    };

    private static Markup Choice(SettingTexts texts, string name, IReadOnlyList<string> words, string typed, Markup described) =>
        Markup.Html($"""
            <select id="{name}" name="{name}" {described}>
            {Markup.Join(words.Select(word => Option(word, word == typed, SettingWords.For(texts, word))))}
            </select>
            """);

    public static Markup Option(string value, bool isChosen, string label) => isChosen
        ? Markup.Html($"""<option value="{value}" selected>{label}</option>""")
        : Markup.Html($"""<option value="{value}">{label}</option>""");

    private static string Fill(string sentence, string value) => sentence.Replace("{0}", value, StringComparison.Ordinal);
}
