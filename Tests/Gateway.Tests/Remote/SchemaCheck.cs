using System.Text.Json.Nodes;

namespace Countersign.Gateway.Tests.Remote;

/// <summary>As much of JSON Schema as the published one uses; a word that is not known here fails.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Of(JsonNode schema, JsonNode? value) => Of(schema, schema, value, "$");

    private static IEnumerable<string> Of(JsonNode root, JsonNode schema, JsonNode? value, string path)
    {
        if (schema is JsonValue allowed) return allowed.GetValue<bool>() ? [] : [path + ": not allowed"];
        return schema.AsObject().SelectMany(rule => Judge(root, schema.AsObject(), rule.Key, rule.Value!, value, path));
    }

    private static IEnumerable<string> Judge(
        JsonNode root, JsonObject schema, string word, JsonNode rule, JsonNode? value, string path) => word switch
        {
            "$schema" or "title" or "description" or "default" => [],
            "$ref" => Of(root, Find(root, rule.GetValue<string>()), value, path),
            "const" => JsonNode.DeepEquals(rule, value) ? [] : [path + ": another value"],
            "type" => (rule is JsonArray many ? many.Select(one => one!.GetValue<string>()) : [rule.GetValue<string>()])
                .Contains(KindOf(value)) ? [] : [$"{path}: {KindOf(value)}"],
            "required" => value is JsonObject held
                ? rule.AsArray().Select(one => one!.GetValue<string>()).Where(one => !held.ContainsKey(one))
                    .Select(one => $"{path}: no {one}")
                : [],
            "properties" => value is JsonObject members
                ? rule.AsObject().Where(one => members.ContainsKey(one.Key))
                    .SelectMany(one => Of(root, one.Value!, members[one.Key], $"{path}.{one.Key}"))
                : [],
            "additionalProperties" => value is JsonObject all
                ? all.Where(one => schema["properties"]?[one.Key] is null)
                    .SelectMany(one => Of(root, rule, one.Value, $"{path}.{one.Key}"))
                : [],
            "items" => value is JsonArray list ? list.SelectMany((one, at) => Of(root, rule, one, $"{path}[{at}]")) : [],
            "minProperties" => value is JsonObject few && few.Count < rule.GetValue<int>() ? [path + ": too few"] : [],
            "maxProperties" => value is JsonObject big && big.Count > rule.GetValue<int>() ? [path + ": too many"] : [],
            "minLength" => value is JsonValue text && text.ToString().Length < rule.GetValue<int>() ? [path + ": too short"] : [],
            _ => throw new InvalidOperationException("The schema uses " + word),
        };

    private static JsonNode Find(JsonNode root, string pointer) =>
        pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(root, (at, step) => at[step.Replace("~1", "/", StringComparison.Ordinal)]!);

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => "integer",
        _ => "boolean",
    };
}
