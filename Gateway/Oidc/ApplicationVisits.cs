using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>People whom applications send to the page.</summary>
internal sealed class ApplicationVisits(SealedRequests requests) : IVisits
{
    public Visit? Find(TenantId tenant, string? request) => requests.Open(tenant, request) is { } asked
        ? new(
            asked.Application, asked.Client, asked.LoginHint, asked.UiLocales,
            $"/{tenant}/authorize/continue?request={request}", $"/{tenant}/authorize/leave?request={request}")
        : null;
}
