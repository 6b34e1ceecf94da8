using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Federation;

/// <summary>
/// The addresses of this service that providers know: a pair for each provider, so that no answer is taken for another's (B10).
/// </summary>
internal sealed class ProviderAddresses(Proofs proofs)
{
    public string Callback(TenantId tenant, string provider) => $"{proofs.Issuer(tenant)}/federation/{provider}/callback";

    public string SignedOut(TenantId tenant, string provider) => $"{proofs.Issuer(tenant)}/federation/{provider}/signed-out";

    /// <summary>An endpoint of a provider's, with a query; what is null is left out.</summary>
    public static string With(string endpoint, IEnumerable<(string Name, string? Value)> query) =>
        endpoint + (endpoint.Contains('?') ? '&' : '?') + string.Join(
            '&', from pair in query where pair.Value is not null select pair.Name + "=" + Uri.EscapeDataString(pair.Value!));
}

/// <summary>Sends the browser on to a provider, by GET.</summary>
/// <param name="address">Of the provider's discovery document.</param>
internal sealed class Outward(string address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        httpContext.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
