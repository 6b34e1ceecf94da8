using System.Text.Json.Serialization;

namespace Countersign.Gateway.WebPhone;

/// <summary>What browsers ask of an app that can be installed (W3C, Web Application Manifest).</summary>
internal sealed record ManifestBody(
    string Id, string Name, string ShortName, string StartUrl, string Scope, string Display, string ThemeColor, string BackgroundColor,
    IReadOnlyList<IconBody> Icons);

internal sealed record IconBody(string Src, string Sizes, string Type, string Purpose);

/// <summary>The JSON of the web phone.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = Countersign.SignIn.Limits.JsonDepth)]
[JsonSerializable(typeof(ManifestBody))]
internal sealed partial class WebPhoneJson : JsonSerializerContext;
