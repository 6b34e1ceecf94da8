global using StoredRequestRuling =
    Countersign.SignIn.Machines.Ruling<
        Countersign.SignIn.StoredRequests.StoredRequestAnswer, Countersign.SignIn.StoredRequests.StoredRequestEvent>;

namespace Countersign.SignIn.StoredRequests;

/// <summary>Events of a stored request. An auditor reads of the grant that comes of it, not of these (I17).</summary>
public abstract record StoredRequestEvent(DateTimeOffset At)
{
    public sealed record Kept(TenantId Tenant, string Client, string Body, DateTimeOffset At) : StoredRequestEvent(At);
    public sealed record Pushed(TenantId Tenant, string Client, string Body, DateTimeOffset At) : StoredRequestEvent(At);
    public sealed record Came(DateTimeOffset At) : StoredRequestEvent(At);
    public sealed record Completed(DateTimeOffset At) : StoredRequestEvent(At);
}
