using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Remote;

/// <summary>What a service answers, on standard output: for people a line for each member, for programs the JSON itself.</summary>
internal static class Shown
{
    public static void Whole(JsonElement answer, bool isJson, TextWriter output)
    {
        if (isJson) output.Write(ConfigurationFile.Write(JsonNode.Parse(answer.GetRawText())!));
        else foreach (var line in LinesOf("", answer)) output.WriteLine(Plain(line));
    }

    /// <summary>Page by page: a line for each entry, as <paramref name="line"/> has it, or its JSON.</summary>
    /// <param name="path">With its query.</param>
    /// <param name="member">Of the answer, which holds the entries.</param>
    /// <param name="most">Entries, at the most; null: all.</param>
    public static async Task Pages(
        AdminConnection service, string path, string member, int? most, Func<JsonElement, string> line, bool isJson, TextWriter output,
        CancellationToken cancel)
    {
        var (left, after) = (most ?? int.MaxValue, (string?)null);
        do
        {
            var size = string.Create(CultureInfo.InvariantCulture, $"limit={Math.Min(left, 1000)}");
            var address = path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + size
                + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var page = await service.Change(HttpMethod.Get, address, null, cancel);
            foreach (var entry in page.GetProperty(member).EnumerateArray())
            {
                output.WriteLine(isJson ? entry.GetRawText() : line(entry));
                left--;
            }

            after = page.GetProperty("next") is { ValueKind: not JsonValueKind.Null } next ? next.ToString() : null;
        }
        while (after is not null && left > 0);
    }

    /// <summary>The members, with tabs between them; <c>-</c> for one that is not there.</summary>
    public static string Row(JsonElement entry, params string[] members) => string.Join('\t', members.Select(name => Member(entry, name)));

    /// <summary>On one line, and nothing in it that a terminal would obey.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Member(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Scalar(value) : "-";

    private static string Scalar(JsonElement value) =>
        Plain(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    private static IEnumerable<string> LinesOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .SelectMany(member => LinesOf(name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.EnumerateArray().Any(entry => entry.ValueKind is JsonValueKind.Object or JsonValueKind.Array) =>
            value.EnumerateArray().SelectMany((entry, place) =>
                LinesOf(string.Create(CultureInfo.InvariantCulture, $"{name}.{place + 1}"), entry)),
        JsonValueKind.Array => [$"{name}: {string.Join(' ', value.EnumerateArray().Select(Scalar))}".TrimEnd()],
        JsonValueKind.Null => [$"{name}: -"],
        _ => [$"{name}: {Scalar(value)}"],
    };
}
