using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.SecurityEvents;
using Orleans.CodeGeneration;

namespace Countersign.Grains.Interfaces;

/// <summary>Reads from the store past the machines, on any silo; the key says nothing.</summary>
[Alias("Countersign.Reading"), Version(1)]
public interface IReadingGrain : IGrainWithIntegerKey
{
    [Alias("Find")]
    Task<UserKey?> Find(SecretHash session, CancellationToken cancel);

    [Alias("ListUsers")]
    Task<ListedUser[]> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel);

    [Alias("FindByExternalId")]
    Task<UserName[]> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel);

    [Alias("ListTenants")]
    Task<TenantId[]> ListTenants(string after, int limit, CancellationToken cancel);

    [Alias("ReadAudit")]
    Task<AuditRecord[]> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel);

    [Alias("ReadSignIns")]
    Task<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel);

    [Alias("CountSignIns")]
    Task<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel);

    [Alias("DueNotices")]
    Task<ChallengeId[]> DueClientNotifications(int limit, CancellationToken cancel);

    [Alias("DueSecurityEvents")]
    Task<SecurityEventId[]> DueSecurityEvents(int limit, CancellationToken cancel);

    [Alias("ListEventFeeds")]
    Task<ListedFeed[]> ListEventFeeds(string after, int limit, CancellationToken cancel);
}
