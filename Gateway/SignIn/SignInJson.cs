using System.Text.Json.Serialization;

namespace Countersign.Gateway.SignIn;

/// <summary>The JSON of signing in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(RedeemAnswer))]
[JsonSerializable(typeof(PasswordBody))]
internal sealed partial class SignInJson : JsonSerializerContext;
