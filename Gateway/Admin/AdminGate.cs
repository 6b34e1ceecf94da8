using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <summary>
/// Lets in whoever shows the configured token; without one configured, nobody (T31). Changes are limited per source, and nobody's
/// parameter is passed over.
/// </summary>
internal sealed class AdminGate(string? token, AdminThrottle throttle, Telemetry telemetry) : IEndpointFilter
{
    private const string Scheme = "Bearer ";
    private readonly byte[]? _token = token is null ? null : Hash(token);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IsProved(http))
            return throttle.Secret(http) is { } later
                ? new Problem(HttpErrors.RateLimited, later)
                : new Problem(AdminErrors.AdminTokenRequired);
        if (!KnowsItsQuery(http)) return new Problem(AdminErrors.UnknownParameter);
        if (HttpMethods.IsGet(http.Request.Method)) return await next(context);
        if (throttle.Change(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        var result = await next(context);
        if (result is not Problem) telemetry.Administered(http);
        return result;
    }

    /// <summary>
    /// Whether the endpoint takes every parameter of the query. A filter that is misspelt must not give the whole, nor a preview save.
    /// </summary>
    private static bool KnowsItsQuery(HttpContext http)
    {
        if (!http.Request.QueryString.HasValue) return true;
        var taken = http.GetEndpoint()?.Metadata.GetOrderedMetadata<TakenParameter>() ?? [];
        return http.Request.Query.Keys.All(
            name => taken.Any(parameter => parameter.In == ParameterLocation.Query && parameter.Name == name));
    }

    /// <summary>Hashes are compared, so that the time it takes says nothing about the token, not even its length (A14).</summary>
    private bool IsProved(HttpContext http) =>
        _token is not null
        && http.Request.Headers.Authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_token, Hash(only[Scheme.Length..]));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
