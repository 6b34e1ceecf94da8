using Countersign.Gateway.Html.Texts;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Countersign.Gateway.Html;

/// <summary>
/// Chooses the language of a page: what the client asked for, then what the browser prefers, then English (RFC 4647, lookup).
/// </summary>
internal static class Languages
{
    /// <summary>Longer lists are somebody's joke (T27).</summary>
    private const int MostRanges = 32;

    public static PageTexts Choose(HttpContext http, Visit? visit) =>
        Match(visit?.UiLocales ?? []) ?? Match(Preferred(http.Request.Headers.AcceptLanguage)) ?? English.Texts;

    private static PageTexts? Match(IEnumerable<string> tags) =>
        tags.Take(MostRanges).Select(Find).FirstOrDefault(texts => texts is not null);

    private static PageTexts? Find(string tag) =>
        PageTexts.All.FirstOrDefault(texts => texts.Ranges.Any(range => IsWithin(tag, range)));

    private static bool IsWithin(string tag, string range) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && (tag.Length == range.Length || tag[range.Length] == '-');

    /// <summary>The browser's list by its weights; equals stay in their order. Nothing of a list that cannot be read.</summary>
    private static IEnumerable<string> Preferred(StringValues header) =>
        StringWithQualityHeaderValue.TryParseList(header, out var list)
            ? list.Where(language => language.Quality is not 0).OrderByDescending(language => language.Quality ?? 1)
                .Select(language => language.Value.ToString())
            : [];
}
