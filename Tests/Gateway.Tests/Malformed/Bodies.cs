using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>A sample's body made wrong in every way that a strict reader must notice (T9, T27, J9).</summary>
internal static class Bodies
{
    public static IEnumerable<(string Case, byte[] Request)> Of(Sample sample)
    {
        var valid = sample.Body!;
        foreach (var (name, type) in Types) yield return ("content type " + name, sample.With(valid, type: type));
        foreach (var coding in new[] { "gzip", "identity", "br, gzip", "" })
            yield return ("content encoding " + coding, sample.With(valid, more: ("Content-Encoding", coding)));
        yield return ("no content type", Wire.Request(sample.Method, sample.Path, sample.Headers(valid), valid));
        if (!sample.BodyIsOptional)
            yield return ("no body",
                Wire.Request(sample.Method, sample.Path, [("Content-Type", "application/json"), .. sample.Headers([])], null));
        foreach (var (name, body) in Texts(sample.Json!).Where(text => text.Body.Length > 0 || !sample.BodyIsOptional))
            yield return (name, sample.With(Encoding.UTF8.GetBytes(body)));
        foreach (var (name, body) in Members(sample)) yield return (name, sample.With(Encoding.UTF8.GetBytes(body)));
        foreach (var (name, body) in Bytes(valid)) yield return (name, sample.With(body));
        foreach (var length in new[] { sample.MostBytes + 1, sample.MostBytes + 2, 2 * sample.MostBytes })
        {
            byte[] padded = [.. valid, .. Enumerable.Repeat((byte)' ', length - valid.Length)];
            yield return ($"{length} bytes", sample.With(padded));
            yield return ($"{length} bytes in a chunk", sample.With(padded, chunked: true));
        }
    }

    private static readonly (string Name, string Type)[] Types =
    [
        ("of text", "text/plain"), ("of a form", "application/x-www-form-urlencoded"), ("of XML", "application/xml"),
        ("almost JSON", "application/jsonx"),
        ("JSON of a kind", "application/problem+json"), ("UTF-16", "application/json; charset=utf-16"),
        ("Latin", "application/json; charset=iso-8859-1"),
        ("empty", ""), ("any", "*/*"), ("garbage", "application"), ("two", "application/json, text/plain"),
        ("a part", "multipart/form-data; boundary=x"),
    ];

    private static IEnumerable<(string Case, string Body)> Texts(string valid)
    {
        foreach (var root in new[] { "", " ", "null", "true", "0", "\"x\"", "[]", "{}x", "[" + valid + "]",
            "\"" + valid.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"" })
            yield return ("root " + (root.Length < 20 ? root : root[..20]), root);
        yield return ("form", "user_name=ada%40contoso.example");
        yield return ("something behind", valid + "x");
        yield return ("twice", valid + valid);
        yield return ("truncated", valid[..^1]);
        yield return ("half", valid[..(valid.Length / 2)]);
        yield return ("comma behind", valid[..^1] + ",}");
        yield return ("comment", "/* */" + valid);
        yield return ("line comment", valid + "//");
        yield return ("apostrophes", valid.Replace('"', '\''));
        yield return ("NUL behind", valid + "\0");
        yield return ("byte order mark", "\uFEFF" + valid);
        foreach (var depth in new[] { 9, 100, 8000 })
        {
            yield return ($"{depth} arrays", new string('[', depth) + new string(']', depth));
            yield return ($"{depth} arrays in a member",
                valid[..^1] + ",\"x\":" + new string('[', Math.Min(depth, 7000)) + new string(']', Math.Min(depth, 7000)) + "}");
        }

        yield return ("10,000 arrays, open", new string('[', 10_000));
        yield return ("2,000 objects", string.Concat(Enumerable.Repeat("{\"x\":", 2000)) + "1" + new string('}', 2000));
        foreach (var extra in new[] { "x", "", "__proto__", "$type", "$id", "userName", "USER_NAME", "constructor" })
            yield return ("member too many: " + extra, valid[..^1] + $",\"{extra}\":1}}");
    }

    private static IEnumerable<(string Case, byte[] Body)> Bytes(byte[] valid)
    {
        var first = valid.AsSpan().IndexOf(":\""u8) + 2;
        foreach (var hex in new[] { "FF", "C080", "EDA080", "E228A1", "F4908080", "80", "C3" })
            yield return ("not UTF-8: " + hex, [.. valid.AsSpan(0, first), .. Convert.FromHexString(hex), .. valid.AsSpan(first)]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(valid)));
        yield return ("UTF-32", Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(valid)));
        if (first > 1) yield return ("control character", [.. valid.AsSpan(0, first), 10, .. valid.AsSpan(first)]);
        yield return ("NULs", new byte[64]);
    }

    /// <summary>Each member, on every level: missing, null, twice, of every other type, and holding what it must not.</summary>
    private static IEnumerable<(string Case, string Body)> Members(Sample sample)
    {
        foreach (var path in Paths(JsonNode.Parse(sample.Json!)!.AsObject(), []))
        {
            var name = string.Join('.', path);
            var value = At(JsonNode.Parse(sample.Json!)!, path).ToJsonString();
            var optional = sample.Optional.Contains(name);
            if (!optional)
            {
                yield return (name + " missing", Change(sample.Json!, path, (parent, last) => parent.Remove(last)));
                yield return (name + " null", Put(sample.Json!, path, "null"));
            }

            yield return (name + " twice", Twice(sample.Json!, path, path[^1], value));
            yield return (name + " twice, once escaped", Twice(sample.Json!, path, $"\\u{(int)path[^1][0]:x4}{path[^1][1..]}", value));
            if (!sample.FoldsNames)
                yield return (name + " in capitals", Change(sample.Json!, path, (parent, last) => Rename(parent, last)));
            foreach (var wrong in Values.Where(wrong => Kind(wrong) == '0' || Kind(wrong) != Kind(value)))
                yield return ($"{name} is {wrong[..Math.Min(30, wrong.Length)]}", Put(sample.Json!, path, wrong));
            yield return (name + " in an array", Put(sample.Json!, path, "[" + value + "]"));
            if (Kind(value) != '"') continue;
            foreach (var (what, text) in Strings) yield return ($"{name} with {what}", Put(sample.Json!, path, "\"" + text + "\""));
        }
    }

    private static readonly string[] Values =
        ["true", "0", "-1", "1.5", "1e400", "-0", new string('9', 5000), "[]", "{}", "\"x\"", "[[[[[[[[[[1]]]]]]]]]]",
            "{\"x\":{\"x\":{\"x\":1}}}"];

    private static readonly (string What, string Text)[] Strings =
    [
        ("half a pair", "\\ud800"), ("the other half", "\\udc00x"), ("a pair turned round", "\\udc00\\ud800"),
        ("NUL", "a\\u0000b@c.example"),
        ("line break", "a\\r\\nSet-Cookie: x=y"), ("escape", "\\u001b[31m"), ("delete", "a\\u007f"), ("direction", "\\u202eadmin"),
        ("isolate", "a\\u2066b"),
        ("line separator", "a\\u2028b"), ("10,000 characters", new string('a', 10_000)),
        ("3,000 of another plane", string.Concat(Enumerable.Repeat("\\ud83d", 2000))),
    ];

    private static char Kind(string json) => json[0] is '-' or (>= '0' and <= '9') ? '0' : json[0] is 't' or 'f' ? 't' : json[0];

    private static IEnumerable<string[]> Paths(JsonObject node, string[] above)
    {
        foreach (var (name, value) in node)
        {
            yield return [.. above, name];
            if (value is not JsonObject inner) continue;
            foreach (var path in Paths(inner, [.. above, name])) yield return path;
        }
    }

    private static JsonNode At(JsonNode root, string[] path) => path.Aggregate(root, (node, name) => node[name]!);

    private static string Change(string json, string[] path, Action<JsonObject, string> change)
    {
        var root = JsonNode.Parse(json)!;
        change(At(root, path[..^1]).AsObject(), path[^1]);
        return root.ToJsonString();
    }

    private static void Rename(JsonObject parent, string name)
    {
        var value = parent[name]!.DeepClone();
        parent.Remove(name);
        parent[name.ToUpperInvariant()] = value;
    }

    /// <summary>With this text in the member's place, whatever it is.</summary>
    private static string Put(string json, string[] path, string text)
    {
        const string Mark = "\"a-mark-that-occurs-nowhere-else\"";
        return Change(json, path, (parent, last) => parent[last] = JsonValue.Create(Mark.Trim('"')))
            .Replace(Mark, text, StringComparison.Ordinal);
    }

    private static string Twice(string json, string[] path, string name, string value) =>
        Put(json, path, $"{value},\"{name}\":{value}");
}
