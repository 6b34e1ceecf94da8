using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>People whom applications send to the page.</summary>
internal sealed class ApplicationVisits(CarriedRequests requests) : IVisits
{
    public async ValueTask<Visit?> Find(TenantId tenant, string? request, CancellationToken cancel) =>
        (await requests.Open(tenant, request, cancel))?.Request is { } asked
            ? new(
                asked.Application, asked.Client, asked.LoginHint, asked.UiLocales,
                $"/{tenant}/authorize/continue?request={request}", $"/{tenant}/authorize/leave?request={request}", TakesName: true,
                new(asked.IsAnew, asked.MaxAge, asked.Contexts ?? asked.WantedContexts, asked.DomainHint, asked.Generation))
            : null;
}
