using System.Collections.Immutable;
using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html.Texts;

namespace Countersign.Gateway.Admin.Console;

/// <summary>How many there are, and the first of their names.</summary>
internal static class ConsoleNames
{
    /// <summary>In the place of names where there are none.</summary>
    public const string None = "–";

    private const int MostShown = 20;

    /// <summary>In order, with how many more there are.</summary>
    public static string Of(PolicyTexts texts, Counted who)
    {
        if (who.Count == 0) return None;
        ImmutableArray<string> shown = [.. who.Names.Take(MostShown)];
        var more = who.Count - shown.Length;
        return string.Join(", ", shown) + (more == 0 ? "" : " " + texts.AndMore.Replace("{0}", Number(more), StringComparison.Ordinal));
    }

    /// <summary>As the languages of the pages all write it.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
