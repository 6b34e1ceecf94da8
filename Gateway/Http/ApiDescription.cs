using Microsoft.OpenApi;

namespace Countersign.Gateway.Http;

/// <summary>The credentials of a request; the names stand in the API description.</summary>
internal enum SecurityScheme { SignIn, Session, DeviceProof, AdminToken }

/// <summary>A parameter that an endpoint reads from the request itself.</summary>
internal sealed record TakenParameter(ParameterLocation In, string Name, JsonSchemaType Type, string Description);

internal sealed record NeededScheme(SecurityScheme Scheme);

/// <summary>Describes, for the API description, what the framework cannot see of an endpoint.</summary>
internal static class ApiDescription
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, SecurityScheme scheme) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NeededScheme(scheme));

    public static RouteHandlerBuilder TakesQuery(
        this RouteHandlerBuilder builder, string name, string description, JsonSchemaType type = JsonSchemaType.Integer) =>
        builder.WithMetadata(new TakenParameter(ParameterLocation.Query, name, type, description));

    public static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder builder, string name, string description) =>
        builder.WithMetadata(new TakenParameter(ParameterLocation.Header, name, JsonSchemaType.String, description));

    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder builder) =>
        builder.TakesHeader(
            "Idempotency-Key", "22 to 64 characters of base64url, drawn at random: the same request asked again has no second effect.");
}
