using System.Collections.Immutable;
using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Devices;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Groups;
using Countersign.SignIn.Keys;
using Countersign.SignIn.SecurityEvents;
using Countersign.SignIn.StoredRequests;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// An engine that hears with every question what the clients of this gateway's configuration leave of the ways (WAY-7): the tenant does not
/// know them, and a silo has no such configuration. So the rules, which alone say what may follow, need not care where a client is written
/// down; and no door can forget to say it.
/// </summary>
internal sealed class ConfiguredWays : ISignInEngine
{
    private readonly ISignInEngine _engine;
    private readonly Dictionary<TenantId, ImmutableDictionary<string, ClientWays>> _ways;

    private ConfiguredWays(ISignInEngine engine, Dictionary<TenantId, ImmutableDictionary<string, ClientWays>> ways) =>
        (_engine, _ways) = (engine, ways);

    /// <summary>The engine itself where no client of the configuration leaves less than its tenant.</summary>
    public static ISignInEngine Over(ISignInEngine engine, IReadOnlyList<ConfiguredClient> clients)
    {
        // With one that narrows come all of its tenant: one of the same id that an administrator registered is another, and not asked.
        var ways = clients.GroupBy(one => one.Tenant)
            .Where(all => all.Any(one => one.Client.Leaves != ClientWays.All))
            .ToDictionary(all => all.Key, all => all.ToImmutableDictionary(one => one.Client.Id, one => one.Client.Leaves));
        return ways.Count == 0 ? engine : new ConfiguredWays(engine, ways);
    }

    public ValueTask<UserAnswer> AskUser(UserKey user, UserQuestion question, CancellationToken cancel) => _engine.AskUser(
        user, _ways.TryGetValue(user.Tenant, out var ways) ? question with { Configured = ways } : question, cancel);

    public async ValueTask<TenantAnswer> AskTenant(TenantId tenant, TenantQuestion question, CancellationToken cancel)
    {
        var answer = await _engine.AskTenant(tenant, question, cancel);
        return answer is TenantAnswer.Is @is && _ways.TryGetValue(tenant, out var ways)
            ? @is with { Tenant = @is.Tenant with { Configured = ways } }
            : answer;
    }

    public ValueTask<DeviceAnswer> AskDevice(DeviceId device, DeviceQuestion question, CancellationToken cancel) =>
        _engine.AskDevice(device, question, cancel);

    public ValueTask<ChallengeAnswer> AskChallenge(ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel) =>
        _engine.AskChallenge(challenge, question, cancel);

    public ValueTask<GrantAnswer> AskGrant(GrantId grant, GrantQuestion question, CancellationToken cancel) =>
        _engine.AskGrant(grant, question, cancel);

    public ValueTask<KeyRingAnswer> AskKeyRing(TenantId tenant, KeyRingQuestion question, CancellationToken cancel) =>
        _engine.AskKeyRing(tenant, question, cancel);

    public ValueTask<AdminTokensAnswer> AskAdminTokens(AdminTokensQuestion question, CancellationToken cancel) =>
        _engine.AskAdminTokens(question, cancel);

    public ValueTask<GroupsAnswer> AskGroups(TenantId tenant, GroupsQuestion question, CancellationToken cancel) =>
        _engine.AskGroups(tenant, question, cancel);

    public ValueTask<ClientNotificationAnswer> AskClientNotification(
        ChallengeId challenge, ClientNotificationQuestion question, CancellationToken cancel) =>
        _engine.AskClientNotification(challenge, question, cancel);

    public ValueTask<SecurityEventAnswer> AskSecurityEvent(SecurityEventId id, SecurityEventQuestion question, CancellationToken cancel) =>
        _engine.AskSecurityEvent(id, question, cancel);

    public ValueTask<EventFeedAnswer> AskEventFeed(TenantId tenant, EventFeedQuestion question, CancellationToken cancel) =>
        _engine.AskEventFeed(tenant, question, cancel);

    public ValueTask<StoredRequestAnswer> AskStoredRequest(
        StoredRequestId request, StoredRequestQuestion question, CancellationToken cancel) =>
        _engine.AskStoredRequest(request, question, cancel);

    public ValueTask<long> WaitForChange(UserKey user, ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        _engine.WaitForChange(user, challenge, seen, most, cancel);

    public ValueTask<long> WaitForChange(UserKey user, DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        _engine.WaitForChange(user, device, seen, most, cancel);

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) => _engine.Find(session, cancel);

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        _engine.ListUsers(tenant, after, limit, cancel);

    public ValueTask<IReadOnlyList<UserName>> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel) =>
        _engine.FindByExternalId(tenant, id, cancel);

    public ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel) =>
        _engine.ListTenants(after, limit, cancel);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        _engine.ReadAudit(tenant, after, limit, cancel);

    public ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        _engine.ReadSignIns(tenant, query, cancel);

    public ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        _engine.CountSignIns(tenant, from, cancel);

    public ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(int limit, CancellationToken cancel) =>
        _engine.DueClientNotifications(limit, cancel);

    public ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(int limit, CancellationToken cancel) =>
        _engine.DueSecurityEvents(limit, cancel);

    public ValueTask<IReadOnlyList<ListedFeed>> ListEventFeeds(string after, int limit, CancellationToken cancel) =>
        _engine.ListEventFeeds(after, limit, cancel);
}
