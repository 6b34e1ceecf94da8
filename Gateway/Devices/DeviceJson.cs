using System.Text.Json.Serialization;

namespace Countersign.Gateway.Devices;

/// <summary>The JSON of devices.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(ActivateBody))]
[JsonSerializable(typeof(ActivateAnswer))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(DeviceNameBody))]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(AnswerAnswer))]
[JsonSerializable(typeof(WaitingAnswer))]
[JsonSerializable(typeof(NoticesSeenBody))]
internal sealed partial class DeviceJson : JsonSerializerContext;
