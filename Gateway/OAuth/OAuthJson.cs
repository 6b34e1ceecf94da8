using System.Text.Json.Serialization;

namespace Countersign.Gateway.OAuth;

/// <summary>RFC 6749 5.2.</summary>
internal sealed record OAuthErrorBody(string Error, string ErrorDescription);

/// <summary>RFC 6749 5.1.</summary>
internal sealed record TokenAnswer(
    string AccessToken, string TokenType, int ExpiresIn, string Scope, string? RefreshToken, string? IdToken);

/// <summary>
/// The JSON of OAuth's answers. Every feature that speaks OAuth has a context of its own with these same options; a test compares them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OAuthErrorBody))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class OAuthJson : JsonSerializerContext;
