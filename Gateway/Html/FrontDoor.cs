using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>
/// An address that leads nowhere, opened by a person: a page says so. A tenant's name alone is taken for the way to its sign-in. Programs,
/// which do not ask for a page, are answered as before.
/// </summary>
internal sealed class FrontDoor : IProblemPage
{
    private static readonly FrontDoor Here = new();

    /// <summary>Shows the way to whoever opens an address of this listener that no endpoint has.</summary>
    public static void Open(WebApplication app) => app.Use((http, next) =>
    {
        http.Features.Set<IProblemPage>(Here);
        return next(http);
    });

    public Task Show(HttpContext http, ProtocolError error, TimeSpan? retryAfter) =>
        HttpMethods.IsGet(http.Request.Method) && TenantId.TryParse(http.Request.Path.Value?.Trim('/'), out var tenant)
            ? new SeeOther($"/{tenant}/sign-in").ExecuteAsync(http)
            : ProblemPage.Here.Show(http, error, retryAfter);
}
