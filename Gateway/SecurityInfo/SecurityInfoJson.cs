using System.Text.Json.Serialization;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>The JSON of My Security Info.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(MethodsAnswer))]
[JsonSerializable(typeof(CodeAnswer))]
[JsonSerializable(typeof(OtherWaysAnswer))]
[JsonSerializable(typeof(NewPasswordBody))]
[JsonSerializable(typeof(RecoveryCodesAnswer))]
[JsonSerializable(typeof(RenameBody))]
[JsonSerializable(typeof(NotMeBody))]
internal sealed partial class SecurityInfoJson : JsonSerializerContext;
