using System.Text.Json.Nodes;
using Countersign.Gateway.Admin;

namespace Countersign.Gateway.Remote;

/// <summary>Where a secret is that the document only names: a variable of the environment, or a file.</summary>
/// <param name="Kind"><c>env</c> or <c>file</c>.</param>
internal sealed record SecretReference(string Kind, string Name)
{
    /// <summary>
    /// Null for what is not exactly one of the two: a secret itself, above all. The administrator's own token is no secret of a tenant: a
    /// document would have it sent to whatever provider it names.
    /// </summary>
    public static SecretReference? Read(JsonNode? node) =>
        node is JsonObject { Count: 1 } one && one.First() is { Key: "env" or "file", Value: JsonValue value } member
        && value.TryGetValue<string>(out var name) && name.Length > 0 && !(member.Key == "env" && name == RemoteOptions.TokenVariable)
            ? new(member.Key, name)
            : null;

    public JsonObject Write() => new() { [Kind] = Name };

    /// <param name="folder">Which files' names begin in.</param>
    /// <exception cref="FormatException">It is not there, or empty. The message has nothing of what it holds.</exception>
    public string Resolve(string folder)
    {
        try
        {
            var text = Kind == "env"
                ? Environment.GetEnvironmentVariable(Name)
                : File.ReadAllText(Path.Combine(folder, Name)).TrimEnd('\r', '\n');
            return string.IsNullOrEmpty(text) ? throw new FormatException($"the secret of {Kind} {Name} is not there.") : text;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"the secret of file {Name} cannot be read.", unreadable);
        }
    }
}

/// <summary>The one table of what in a tenant's configuration is a secret.</summary>
internal static class SecretPlaces
{
    /// <summary>The section, and the member within a part.</summary>
    private static readonly (string Section, string[] Member)[] Rows =
    [
        ("providers", ["client_secret"]),
        ("passwords", ["directory", "bind_password"]),
        ("passwords", ["verifier", "secret"]),
    ];

    /// <summary>Member names that hold a reference wherever they stand: for the schema.</summary>
    public static IEnumerable<string> Names => Rows.Select(row => row.Member[^1]);

    /// <summary>
    /// Each place in a tenant's configuration where a secret may stand: the part's address, and the object around it.
    /// </summary>
    public static IEnumerable<(string Part, string Place, JsonObject Around, string Member)> In(JsonObject tenant)
    {
        foreach (var (section, member) in Rows)
        {
            var where = ConfigurationParts.Sections.Single(known => known.Member == section);
            if (tenant[section] is not JsonObject found) continue;
            var parts = where.HasMany
                ? found.Select(entry => (Part: $"{section}/{entry.Key}", Place: $".{section}.{entry.Key}", Body: entry.Value))
                : [(Part: section, Place: "." + section, Body: found)];
            foreach (var (part, place, body) in parts)
            {
                if (Around(body, member) is { } around)
                    yield return (part, $"{place}.{string.Join('.', member)}", around, member[^1]);
            }
        }
    }

    /// <summary>Puts a secret into a part that is about to be sent.</summary>
    public static void Put(string part, JsonObject body, string secret)
    {
        foreach (var (section, member) in Rows)
        {
            if (part != section && !part.StartsWith(section + "/", StringComparison.Ordinal)) continue;
            if (Around(body, member) is { } around) around[member[^1]] = secret;
        }
    }

    private static JsonObject? Around(JsonNode? body, string[] member)
    {
        foreach (var step in member[..^1]) body = (body as JsonObject)?[step];
        return body as JsonObject;
    }
}
