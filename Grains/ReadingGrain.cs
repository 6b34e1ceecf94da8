using Countersign.Engine;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.SecurityEvents;
using Orleans.Concurrency;

namespace Countersign.Grains;

/// <summary>Reads the lists where the store is. As many at once as there are questions: it remembers nothing.</summary>
[StatelessWorker, Reentrant]
public sealed class ReadingGrain(SiloServices silo) : Grain, IReadingGrain, IAsked
{
    string IAsked.Machine => "Reading";

    public async Task<UserKey?> Find(SecretHash session, CancellationToken cancel) =>
        await Availability.Of(() => silo.Lists.Find(session, cancel));

    public async Task<ListedUser[]> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.Users(tenant, after, limit, cancel))];

    public async Task<UserName[]> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.WithExternalId(tenant, id, cancel))];

    public async Task<TenantId[]> ListTenants(string after, int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.Tenants(after, limit, cancel))];

    public async Task<AuditRecord[]> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.Audit(tenant, after, limit, cancel))];

    public async Task<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        await Availability.Of(() => silo.SignIns.Read(tenant, query, cancel));

    public async Task<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        await Availability.Of(() => silo.SignIns.Count(tenant, from, cancel));

    public async Task<ChallengeId[]> DueClientNotifications(int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.DueClientNotifications(silo.Clock.GetUtcNow(), limit, cancel))];

    public async Task<SecurityEventId[]> DueSecurityEvents(int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.DueSecurityEvents(silo.Clock.GetUtcNow(), limit, cancel))];

    public async Task<ListedFeed[]> ListEventFeeds(string after, int limit, CancellationToken cancel) =>
        [.. await Availability.Of(() => silo.Lists.EventFeeds(after, limit, cancel))];
}
