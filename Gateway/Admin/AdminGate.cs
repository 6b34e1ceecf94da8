using System.Security.Cryptography;
using System.Text;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.Admin;

/// <summary>Lets in whoever shows the configured token; without one configured, nobody (T31). Changes are limited per source.</summary>
internal sealed class AdminGate(string? token, SourceThrottle throttle, Telemetry telemetry) : IEndpointFilter
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
        if (HttpMethods.IsGet(http.Request.Method)) return await next(context);
        if (throttle.Change(http) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        var result = await next(context);
        if (result is not Problem) telemetry.Administered(http);
        return result;
    }

    /// <summary>Hashes are compared, so that the time it takes says nothing about the token, not even its length (A14).</summary>
    private bool IsProved(HttpContext http) =>
        _token is not null
        && http.Request.Headers.Authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_token, Hash(only[Scheme.Length..]));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
