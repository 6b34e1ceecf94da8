using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

/// <param name="Path">As it came: <c>/Users</c>, or <c>/Users/</c> and an id.</param>
/// <param name="Version">Of the resource that is to be changed; null: whichever.</param>
internal sealed record BulkOperation(string Method, string? BulkId, string Path, string? Version, ScimObject? Data)
{
    /// <summary>The bulkIds of others that must have made something first.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether others of the kind may go on beside it: people who come in, and who change one by one.</summary>
    public bool IsOfOne => Path.StartsWith("/Users", StringComparison.Ordinal);
}

/// <summary>
/// <c>/Bulk</c> (RFC 7644 3.7). Operations that need nothing of one another go on side by side, so that the store takes many in one go;
/// with <c>failOnErrors</c> one follows the other, so that none begins after the last error that is let pass. Each is whole or not at all;
/// all together are not one.
/// </summary>
internal static class ScimBulk
{
    public const int MostOperations = 1000;
    public const int MostBytes = 1024 * 1024;
    private const int AtOnce = 4;   // more would take the store from those who sign in

    private static readonly string[] Known = ["schemas", "failOnErrors", "Operations"];
    private static readonly string[] OfOperation = ["method", "bulkId", "path", "version", "data"];

    public static async Task<IResult> Run(ScimCall call, ScimObject body)
    {
        if (body.Members.Any(member => !Known.Contains(member.Key, StringComparer.OrdinalIgnoreCase)))
            return new Problem(ScimErrors.InvalidSyntax);
        var most = int.MaxValue;
        if (body["failOnErrors"] is { } given && (!TryNumber(given, out most) || most < 1)) return new Problem(ScimErrors.InvalidValue);
        var (operations, refused) = Read(body);
        if (refused is not null) return refused;
        if (await call.Directory.Missing(call.Tenant, call.Cancel) is { } missing) return Problem.FromRefusal(missing);
        var results = await Run(call, operations, most);
        if (results.All(result => result is null || IsAway(result))) return new Problem(HttpErrors.TemporarilyUnavailable);
        return new ScimAnswer(200, ScimJson.Write(json => Write(json, operations, results)));
    }

    private static bool IsAway(IResult? result) => result is Problem problem && problem.Error == HttpErrors.TemporarilyUnavailable;

    /// <summary>
    /// What became of each; null: it was not begun. Once nobody can say, nothing more is tried: each would wait as long (CLU-2).
    /// </summary>
    private static async Task<IResult?[]> Run(ScimCall call, IReadOnlyList<BulkOperation> operations, int most)
    {
        var results = new IResult?[operations.Count];
        var made = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var left = Enumerable.Range(0, operations.Count).ToList();
        var (errors, isAway) = (0, false);
        while (left.Count > 0 && errors < most)
        {
            var turn = Next(operations, left, made, isOneByOne: most != int.MaxValue);
            await Parallel.ForEachAsync(
                turn, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = call.Cancel }, async (at, _) =>
                {
                    RequestPatience.Renew();   // each has the time that a request has
                    results[at] = isAway
                        ? new Problem(HttpErrors.TemporarilyUnavailable)
                        : await Tried(call with { Made = made }, operations[at], isCounted: at > 0);
                    if (IsAway(results[at])) isAway = true;
                    if (results[at] is ScimAnswer { Status: 201, Id: { } id } && operations[at].BulkId is { } name) made[name] = id;
                });
            errors += turn.Count(at => results[at] is Problem);
            left.RemoveAll(turn.Contains);
        }

        return results;
    }

    /// <summary>
    /// Those that go on now: from the first that needs nothing which is still to come, as many as may go side by side. When all that are
    /// left wait for one another, or for what failed, the first is tried, and is told so.
    /// </summary>
    private static HashSet<int> Next(
        IReadOnlyList<BulkOperation> operations, List<int> left, ConcurrentDictionary<string, string> made, bool isOneByOne)
    {
        HashSet<int> turn = [];
        HashSet<string> touched = new(StringComparer.Ordinal);
        foreach (var at in left)
        {
            var one = operations[at];
            if (!one.Needs.All(made.ContainsKey)) continue;
            if (turn.Count > 0 && (!one.IsOfOne || isOneByOne || !touched.Add(KeyOf(one)))) break;
            turn.Add(at);
            touched.Add(KeyOf(one));
            if (!one.IsOfOne || turn.Count == ISignInEngine.MostListed) break;
        }

        if (turn.Count == 0) turn.Add(left[0]);
        return turn;
    }

    /// <summary>What an operation is about: two of the same follow one another.</summary>
    private static string KeyOf(BulkOperation one) =>
        one.Method == "POST" && one.Data?.TryText("userName", out var name) == true ? "name " + name?.ToLowerInvariant() : one.Path;

    /// <summary>What cannot be said of one is said of that one alone: the others' answers are not lost with it.</summary>
    private static async Task<IResult> Tried(ScimCall call, BulkOperation one, bool isCounted)
    {
        try
        {
            return await One(call, one, isCounted);
        }
        catch (EngineUnavailableException)
        {
            return new Problem(HttpErrors.TemporarilyUnavailable);
        }
    }

    private static async Task<IResult> One(ScimCall call, BulkOperation one, bool isCounted)
    {
        if (isCounted && call.Count(1) is { } wait) return wait;
        var path = one.Path[1..].Split('/');
        if (path.Length > 2 || path[0] is not ("Users" or "Groups") || (path.Length == 1) != (one.Method == "POST"))
            return new Problem(ScimErrors.InvalidPath);
        var isUser = path[0] == "Users";
        var id = path.Length == 1 ? "" : call.Resolve(path[1]);
        if (id is null || one.Needs.Any(name => call.Made?.ContainsKey(name) != true)) return new Problem(ScimErrors.UnknownReference);
        if (one.Method == "DELETE")
        {
            var removed = ScimCall.Seen(one.Version);
            return isUser ? await ScimUsers.Remove(call, id, removed) : await ScimGroups.Remove(call, id, removed);
        }

        if (one.Data is not { } data || !data.IsOf(one.Method == "PATCH" ? ScimJson.Patch : isUser ? ScimJson.User : ScimJson.Group))
            return new Problem(ScimErrors.InvalidSyntax);
        var seen = ScimCall.Seen(one.Version);
        return (one.Method, isUser) switch
        {
            ("POST", true) => await ScimUsers.Create(call, data),
            ("POST", false) => await ScimGroups.Create(call, data),
            ("PUT", true) => await ScimUsers.Replace(call, id, data, seen),
            ("PUT", false) => await ScimGroups.Replace(call, id, data, seen),
            ("PATCH", true) => await ScimUsers.Patch(call, id, data, seen),
            _ => await ScimGroups.Patch(call, id, data, seen),
        };
    }

    private static (IReadOnlyList<BulkOperation> Operations, Problem? Refused) Read(ScimObject body)
    {
        List<BulkOperation> operations = [];
        if (body["Operations"] is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            return ([], new(ScimErrors.InvalidSyntax));
        if (list.GetArrayLength() > MostOperations) return ([], new(ScimErrors.TooMuch));
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (var json in list.EnumerateArray())
        {
            if (Operation(json) is not { } one || (one.BulkId is { } id && !ids.Add(id))) return ([], new(ScimErrors.InvalidSyntax));
            operations.Add(one);
        }

        return (operations, null);
    }

    private static BulkOperation? Operation(JsonElement json)
    {
        if (!ScimObject.TryRead(json, out var read)
            || read.Members.Any(member => !OfOperation.Contains(member.Key, StringComparer.OrdinalIgnoreCase))) return null;
        if (!read.TryText("method", out var method) || !read.TryText("bulkId", out var bulkId) || !read.TryText("path", out var path)
            || !read.TryText("version", out var version)) return null;
        method = method?.ToUpperInvariant();
        if (method is not ("POST" or "PUT" or "PATCH" or "DELETE") || path is null || !path.StartsWith('/')) return null;
        if (bulkId is { Length: 0 or > 100 } || (method == "POST" && bulkId is null)) return null;
        ScimObject? data = null;
        if (read["data"] is { } given && !ScimObject.TryRead(given, out data)) return null;
        List<string> needs = [];
        if (read["data"] is { } whole && !References(whole, needs)) return null;
        foreach (var part in path.Split('/')) Reference(part, needs);
        return new(method, bulkId, path, version, data) { Needs = needs };
    }

    /// <summary>The references among all texts of the data; false: one is no text.</summary>
    private static bool References(JsonElement json, List<string> needs)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                if (!ScimJson.TryText(json, out var text)) return false;
                Reference(text, needs);
                return true;
            case JsonValueKind.Array:
                return json.EnumerateArray().All(one => References(one, needs));
            case JsonValueKind.Object:
                return json.EnumerateObject().All(one => References(one.Value, needs));
            default:
                return true;
        }
    }

    private static void Reference(string text, List<string> needs)
    {
        if (text.StartsWith(ScimCall.Reference, StringComparison.Ordinal)) needs.Add(text[ScimCall.Reference.Length..]);
    }

    private static bool TryNumber(JsonElement json, out int number)
    {
        number = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out number);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<BulkOperation> operations, IResult?[] results)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        json.WriteStringValue(ScimJson.BulkResponse);
        json.WriteEndArray();
        json.WriteStartArray("Operations");
        for (var at = 0; at < results.Length; at++) if (results[at] is { } result) Write(json, operations[at], result);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BulkOperation operation, IResult result)
    {
        json.WriteStartObject();
        json.WriteString("method", operation.Method);
        if (operation.BulkId is { } id) json.WriteString("bulkId", id);
        if (result is ScimAnswer done)
        {
            if (done.Location is { } location) json.WriteString("location", location);
            if (done.Revision is { } revision) json.WriteString("version", ScimCall.TagOf(revision));
            json.WriteString("status", done.Status.ToString(CultureInfo.InvariantCulture));
        }
        else if (result is Problem problem)
        {
            json.WriteString("status", problem.Error.Status.ToString(CultureInfo.InvariantCulture));
            json.WritePropertyName("response");
            ScimProblem.Write(json, problem.Error, problem.Advice);
        }

        json.WriteEndObject();
    }
}
