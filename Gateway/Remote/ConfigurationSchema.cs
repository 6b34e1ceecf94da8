using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Countersign.Gateway.Admin;

namespace Countersign.Gateway.Remote;

/// <summary>The JSON Schema of a document of configuration, made of the very types that read it.</summary>
internal static class ConfigurationSchema
{
    private const string Reference =
        """
        {"type": "object", "description": "Where the secret is: it never stands here.", "minProperties": 1, "maxProperties": 1,
         "additionalProperties": false,
         "properties": {"env": {"type": "string", "minLength": 1}, "file": {"type": "string", "minLength": 1}}}
        """;

    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) =>
            context.PropertyInfo is { } member && IsSecret(member) ? JsonNode.Parse(Reference)! : schema,
    };

    private static readonly Type[] WithSecrets = [typeof(ProviderBody), typeof(DirectoryBody), typeof(VerifierBody)];

    public static JsonNode Make()
    {
        // The description is deeper than the document, by a member for each step.
        JsonSerializerOptions deeper = new(AdminJson.Default.Options) { MaxDepth = 4 * AdminJson.Default.Options.MaxDepth };
        var schema = deeper.GetTypeInfo(typeof(ConfigurationBody)).GetJsonSchemaAsNode(Options).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Countersign: configuration of tenants");
        schema["properties"]!["version"] = new JsonObject { ["const"] = ConfigurationBody.Form };
        return schema;
    }

    private static bool IsSecret(System.Text.Json.Serialization.Metadata.JsonPropertyInfo member) =>
        WithSecrets.Contains(member.DeclaringType) && SecretPlaces.Names.Contains(member.Name);
}
