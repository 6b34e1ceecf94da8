using System.Globalization;
using System.Text.Json;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>What a request asks to be shown: which resources, which page of them, and which attributes.</summary>
/// <param name="Filter">Null: all.</param>
/// <param name="Start">From 1.</param>
/// <param name="Count">0 to <see cref="MostShown"/>.</param>
internal sealed record ScimQuery(
    ScimFilter? Filter, int Start, int Count, IReadOnlyList<string>? Attributes, IReadOnlyList<string> Excluded)
{
    /// <summary>On one page.</summary>
    public const int MostShown = 1000;
    private const int UsuallyShown = 100, MostNames = 50;

    public static (ScimQuery? Query, Problem? Refused) Of(HttpContext http, bool isList)
    {
        if (!TryNames(http, "attributes", out var attributes) || !TryNames(http, "excludedAttributes", out var excluded))
            return (null, new(ScimErrors.InvalidValue));
        if (!isList) return (new(null, 1, 1, attributes, excluded ?? []), null);
        if (!TryNumber(http, "startIndex", 1, out var start) || !TryNumber(http, "count", UsuallyShown, out var count))
            return (null, new(ScimErrors.InvalidValue));
        ScimFilter? filter = null;
        if (!QueryText.TryOne(http, "filter", out var text) || (text is not null && (filter = FilterParser.Filter(text)) is null))
            return (null, new(ScimErrors.InvalidFilter));
        return (new(filter, Math.Max(1, start), Math.Clamp(count, 0, MostShown), attributes, excluded ?? []), null);
    }

    /// <summary>Whether this attribute is to be shown. The id always is.</summary>
    public bool Shows(string name) =>
        name == "id" || (Attributes is { } wanted ? Has(wanted, name) : !Has(Excluded, name));

    /// <summary>An answer with a page of them.</summary>
    /// <param name="total">How many there are that the filter takes.</param>
    public ScimAnswer List(int total, IReadOnlyList<Action<Utf8JsonWriter>> shown) => new(200, ScimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        json.WriteStringValue(ScimJson.List);
        json.WriteEndArray();
        json.WriteNumber("totalResults", total);
        json.WriteNumber("startIndex", Start);
        json.WriteNumber("itemsPerPage", shown.Count);
        json.WriteStartArray("Resources");
        foreach (var one in shown) one(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>The page of what comes one by one, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<T> Page, int Total)> Page<T>(IAsyncEnumerable<T> all)
    {
        List<T> page = [];
        var total = 0;
        await foreach (var one in all)
        {
            total++;
            if (total >= Start && page.Count < Count) page.Add(one);
        }

        return (page, total);
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Any(
        one => one.Equals(name, StringComparison.OrdinalIgnoreCase)
            || one.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase)
            || one.EndsWith(":" + name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A number below zero is one all the same (RFC 7644 3.4.2.4).</summary>
    private static bool TryNumber(HttpContext http, string name, int absent, out int number)
    {
        number = absent;
        if (!QueryText.TryOne(http, name, out var text)) return false;
        return text is null || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryNames(HttpContext http, string name, out IReadOnlyList<string>? names)
    {
        names = null;
        if (!QueryText.TryOne(http, name, out var text)) return false;
        if (text is null) return true;
        var all = text.Split(',', StringSplitOptions.TrimEntries);
        names = all;
        return all.Length <= MostNames && all.All(one => FilterParser.Path(one) is { Where: null });
    }
}
