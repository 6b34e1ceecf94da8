using System.Text.Json.Serialization;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>The JSON of the device grant.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeviceAuthorizationAnswer))]
[JsonSerializable(typeof(DeviceVisit))]
internal sealed partial class DeviceGrantJson : JsonSerializerContext;
