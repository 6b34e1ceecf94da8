using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Countersign.Gateway.Oidc;

/// <summary>RFC 9126 2.2.</summary>
internal sealed record PushedAnswer(string RequestUri, int ExpiresIn);

/// <summary>RFC 7662 2.2.</summary>
internal sealed record IntrospectionAnswer(
    bool Active, string? Iss = null, string? Sub = null, string? Aud = null, string? ClientId = null, string? Scope = null,
    string? TokenType = null,
    string? Jti = null, long? Iat = null, long? Exp = null, long? AuthTime = null, string? Acr = null, Confirmation? Cnf = null);

/// <summary>RFC 7800 3.1, RFC 9449 6.1.</summary>
internal sealed record Confirmation(string Jkt);

/// <summary>The JSON of OpenID Connect's own endpoints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PushedAnswer))]
[JsonSerializable(typeof(IntrospectionAnswer))]
[JsonSerializable(typeof(AuthorizationRequest))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OidcJson : JsonSerializerContext;
