using Countersign.SignIn;

namespace Countersign.Gateway.Html;

/// <summary>People whom any of several sent to the page: the first who knows the request answers.</summary>
internal sealed class AnyVisits(params IVisits[] all) : IVisits
{
    public Visit? Find(TenantId tenant, string? request)
    {
        foreach (var visits in all)
        {
            if (visits.Find(tenant, request) is { } visit) return visit;
        }

        return null;
    }
}
