using System.Text.Json.Serialization;

namespace Countersign.Gateway.OAuth;

/// <summary>The JSON of a client as it is registered or configured; strict.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(ClientBody))]
[JsonSerializable(typeof(JwksBody))]
internal sealed partial class ClientJson : JsonSerializerContext;
