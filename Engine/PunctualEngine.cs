using Countersign.Engine.Ports;
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

namespace Countersign.Engine;

/// <summary>
/// An engine and a replay memory that answer a request within its patience, or say that they cannot. Who waits for a change has said for
/// how long; that is the engine's to keep.
/// </summary>
public sealed class PunctualEngine(ISignInEngine engine, IReplayMemory replays) : ISignInEngine, IReplaysBesideUsers
{
    public ValueTask<UserAnswer> AskUser(UserKey user, UserQuestion question, CancellationToken cancel) =>
        Within(Asked.AskUser(user, question, cancel));

    public ValueTask<TenantAnswer> AskTenant(TenantId tenant, TenantQuestion question, CancellationToken cancel) =>
        Within(Asked.AskTenant(tenant, question, cancel));

    public ValueTask<DeviceAnswer> AskDevice(DeviceId device, DeviceQuestion question, CancellationToken cancel) =>
        Within(Asked.AskDevice(device, question, cancel));

    public ValueTask<ChallengeAnswer> AskChallenge(ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel) =>
        Within(Asked.AskChallenge(challenge, question, cancel));

    public ValueTask<GrantAnswer> AskGrant(GrantId grant, GrantQuestion question, CancellationToken cancel) =>
        Within(Asked.AskGrant(grant, question, cancel));

    public ValueTask<KeyRingAnswer> AskKeyRing(TenantId tenant, KeyRingQuestion question, CancellationToken cancel) =>
        Within(Asked.AskKeyRing(tenant, question, cancel));

    public ValueTask<AdminTokensAnswer> AskAdminTokens(AdminTokensQuestion question, CancellationToken cancel) =>
        Within(Asked.AskAdminTokens(question, cancel));

    public ValueTask<GroupsAnswer> AskGroups(TenantId tenant, GroupsQuestion question, CancellationToken cancel) =>
        Within(Asked.AskGroups(tenant, question, cancel));

    public ValueTask<ClientNotificationAnswer> AskClientNotification(
        ChallengeId challenge, ClientNotificationQuestion question, CancellationToken cancel) =>
        Within(Asked.AskClientNotification(challenge, question, cancel));

    public ValueTask<SecurityEventAnswer> AskSecurityEvent(
        SecurityEventId id, SecurityEventQuestion question, CancellationToken cancel) =>
        Within(Asked.AskSecurityEvent(id, question, cancel));

    public ValueTask<EventFeedAnswer> AskEventFeed(TenantId tenant, EventFeedQuestion question, CancellationToken cancel) =>
        Within(Asked.AskEventFeed(tenant, question, cancel));

    public ValueTask<StoredRequestAnswer> AskStoredRequest(
        StoredRequestId request, StoredRequestQuestion question, CancellationToken cancel) =>
        Within(Asked.AskStoredRequest(request, question, cancel));

    public ValueTask<long> WaitForChange(UserKey user, ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel)
    {
        var waited = Asked.WaitForChange(user, challenge, seen, most, cancel);
        return most > TimeSpan.Zero ? waited : Within(waited);
    }

    public ValueTask<long> WaitForChange(UserKey user, DeviceId device, long seen, TimeSpan most, CancellationToken cancel)
    {
        var waited = Asked.WaitForChange(user, device, seen, most, cancel);
        return most > TimeSpan.Zero ? waited : Within(waited);
    }

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) => Within(Asked.Find(session, cancel));

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        Within(engine.ListUsers(tenant, after, limit, cancel), isCounted: false);

    public ValueTask<IReadOnlyList<UserName>> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel) =>
        Within(Asked.FindByExternalId(tenant, id, cancel));

    public ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel) =>
        Within(engine.ListTenants(after, limit, cancel), isCounted: false);

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        Within(engine.ReadAudit(tenant, after, limit, cancel), isCounted: false);

    public ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        Within(engine.ReadSignIns(tenant, query, cancel), isCounted: false);

    public ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        Within(engine.CountSignIns(tenant, from, cancel), isCounted: false);

    public ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(int limit, CancellationToken cancel) =>
        engine.DueClientNotifications(limit, cancel);

    public ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(int limit, CancellationToken cancel) =>
        engine.DueSecurityEvents(limit, cancel);

    public ValueTask<IReadOnlyList<ListedFeed>> ListEventFeeds(string after, int limit, CancellationToken cancel) =>
        engine.ListEventFeeds(after, limit, cancel);

    public ValueTask<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel)
    {
        RequestPatience.Current?.Check();
        return Within(replays.IsFirst(kind, id, issuedAt, until, cancel));
    }

    public ValueTask<UserAnswer?> AskIfFirst(UserKey user, UserQuestion question, ShownOnce shown, CancellationToken cancel) =>
        Within(replays.AskIfFirst(Asked, user, question, shown, cancel));

    /// <summary>The engine, for a request that has time left to ask it.</summary>
    private ISignInEngine Asked
    {
        get
        {
            RequestPatience.Current?.Check();
            return engine;
        }
    }

    private static ValueTask<T> Within<T>(ValueTask<T> asked, bool isCounted = true) =>
        asked.IsCompleted || RequestPatience.Current is not { } patience ? asked : patience.Wait(asked.AsTask(), isCounted);
}
