using Countersign.Gateway.Pages;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>People whom an authorization request sent to the page; the request is sealed in the page's address.</summary>
internal sealed class Visits(AuthorizationRequests requests) : IVisits
{
    public Visit? Read(TenantId tenant, string? request) => requests.Open(tenant, request) is { } asked
        ? new(asked.Application, asked.Client, asked.LoginHint, asked.UiLocales, Way(tenant, "continue", request!), Way(tenant, "leave", request!))
        : null;

    private static string Way(TenantId tenant, string step, string request) => $"/{tenant}/authorize/{step}?request={request}";
}
