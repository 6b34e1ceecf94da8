using System.Text.Json.Serialization;

namespace Countersign.Gateway.Ciba;

/// <summary>The JSON of backchannel authentication.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackchannelAnswer))]
internal sealed partial class CibaJson : JsonSerializerContext;
