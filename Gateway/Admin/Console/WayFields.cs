using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Admin.Console;

/// <summary>WAY-7 as boxes to tick: for each reason the ways that may follow it. All of them: the reason is not limited.</summary>
internal static class WayFields
{
    private const string Prefix = "ways.";

    public static Markup Draw(
        SettingTexts texts, SettingRow row, IReadOnlyDictionary<string, IReadOnlyList<string>> limits) => Markup.Html($"""
        <fieldset class="field" data-setting="{row.Name}">
        <legend>{SettingWords.For(texts, row).Label}</legend>
        <p class="hint">{SettingWords.For(texts, row).About}</p>
        {Markup.Join(WayTable.Reasons.Select(reason => OfReason(texts, reason.Reason, reason.Word, limits)))}
        </fieldset>

        """);

    /// <summary>What was ticked, of the reasons where not everything was.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(Form form) => WayTable.Reasons
        .Select(reason => (reason.Word, Left: (IReadOnlyList<string>)
            [.. WayTable.Ways.Select(way => way.Word).Where(way => form[NameOf(reason.Word, way)] is not null)]))
        .Where(entry => entry.Left.Count < WayTable.Ways.Length)
        .ToDictionary(entry => entry.Word, entry => entry.Left, StringComparer.Ordinal);

    /// <summary>The same once more, for a form that is sent again.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(IReadOnlyDictionary<string, IReadOnlyList<string>> limits) =>
        from reason in WayTable.Reasons
        from way in WayTable.Ways
        where IsLeft(limits, reason.Word, way.Word)
        select (NameOf(reason.Word, way.Word), "on");

    private static Markup OfReason(
        SettingTexts texts, FallbackReason reason, string word,
        IReadOnlyDictionary<string, IReadOnlyList<string>> limits) => Markup.Html($"""
        <fieldset class="ticks">
        <legend>{Markup.Fill(texts.After, SettingWords.For(texts, reason))}</legend>
        {Markup.Join(WayTable.Ways.Select(way => Tick(
            NameOf(word, way.Word), SettingWords.For(texts, way.Way), IsLeft(limits, word, way.Word))))}
        </fieldset>

        """);

    public static Markup Tick(string name, string label, bool isTicked) => Markup.Html($"""
        <label class="tick-label"><input type="checkbox" name="{name}"{(isTicked ? " checked" : "")}> {label}</label>

        """);

    private static bool IsLeft(IReadOnlyDictionary<string, IReadOnlyList<string>> limits, string reason, string way) =>
        !limits.TryGetValue(reason, out var left) || left.Contains(way);

    private static string NameOf(string reason, string way) => $"{Prefix}{reason}.{way}";
}
