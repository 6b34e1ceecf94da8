using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Countersign.Gateway.Admin;

/// <summary>Entries of the sign-in log as a file: a table, or a line of JSON each.</summary>
internal static class SignInsExport
{
    public const string Csv = "text/csv", Lines = "application/x-ndjson";

    private static readonly IReadOnlyList<(string Name, Func<SignInBody, string?> Value)> Columns =
    [
        ("time", one => Written(one.Time)), ("user_name", one => one.UserName), ("way", one => one.Way), ("outcome", one => one.Outcome),
        ("reason", one => one.Reason), ("rule", one => one.Rule), ("refused", one => one.Refused), ("client", one => one.Client),
        ("application", one => one.Application), ("network", one => one.Network), ("place", one => one.Place),
        ("browser", one => one.Browser), ("started_at", one => one.StartedAt is { } at ? Written(at) : null),
        ("seconds", one => one.Seconds?.ToString(CultureInfo.InvariantCulture)),
        ("numbers_tried", one => one.NumbersTried.ToString(CultureInfo.InvariantCulture)), ("locked", one => Written(one.Locked)),
        ("after", one => one.After), ("shown_decoy", one => Written(one.ShownDecoy)),
        ("times", one => one.Times.ToString(CultureInfo.InvariantCulture)),
        ("last_time", one => one.LastTime is { } at ? Written(at) : null), ("id", one => one.Id),
    ];

    /// <param name="form">One of the two.</param>
    public static byte[] Write(string form, IEnumerable<SignInBody> rows) => form == Csv ? AsCsv(rows) : AsLines(rows);

    private static byte[] AsLines(IEnumerable<SignInBody> rows)
    {
        using var lines = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(lines, row, AdminJson.Default.SignInBody);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static byte[] AsCsv(IEnumerable<SignInBody> rows)
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
        foreach (var row in rows) text.AppendJoin(',', Columns.Select(column => Cell(column.Value(row)))).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// RFC 4180. What a table program would take for a formula is made a text: names of people, applications and browsers are other
    /// people's words.
    /// </summary>
    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r') value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n'") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Written(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Written(bool flag) => flag ? "true" : "false";
}
