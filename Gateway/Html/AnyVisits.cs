using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>People whom any of several sent to the page: the first who knows the request answers.</summary>
internal sealed class AnyVisits(params IVisits[] all) : IVisits
{
    public async ValueTask<Visit?> Find(TenantId tenant, string? request, CancellationToken cancel)
    {
        foreach (var visits in all)
        {
            if (await visits.Find(tenant, request, cancel) is { } visit) return visit;
        }

        return null;
    }
}
