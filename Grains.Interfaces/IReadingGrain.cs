using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Grains.Interfaces;

/// <summary>Reads from the store past the machines, on any silo; the key says nothing.</summary>
[Alias("Countersign.Reading")]
public interface IReadingGrain : IGrainWithIntegerKey
{
    [Alias("Find")]
    Task<UserKey?> Find(SecretHash session, CancellationToken cancel);

    [Alias("ListUsers")]
    Task<ListedUser[]> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel);

    [Alias("ReadAudit")]
    Task<AuditRecord[]> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel);

    [Alias("DueNotices")]
    Task<ChallengeId[]> DueClientNotifications(int limit, CancellationToken cancel);
}
