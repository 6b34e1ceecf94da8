using Countersign.SignIn;

namespace Countersign.Gateway.Http;

/// <summary>The tenant of a request: from the path alone, resolved once (T30).</summary>
public static class Tenants
{
    public static TenantId? FromPath(HttpContext http) =>
        TenantId.TryParse(http.Request.RouteValues["tenant"] as string, out var tenant) ? tenant : null;

    /// <summary>Runs the endpoint for the tenant its path names; a name no tenant could have is no tenant.</summary>
    public static Func<HttpContext, Task<IResult>> In(Func<HttpContext, TenantId, Task<IResult>> handle) =>
        http => FromPath(http) is { } tenant ? handle(http, tenant) : Task.FromResult<IResult>(new Problem(RefusalErrors.TenantNotFound));
}
