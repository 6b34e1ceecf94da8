using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Engine.SignInLog;
using Countersign.Engine.Storage;
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

namespace Countersign.Engine.Embedded;

/// <summary>The engine in one process: the default host.</summary>
public sealed class EmbeddedEngine : ISignInEngine, IChangeNotifier
{
    /// <summary>Idle users kept in memory. A state is a few kilobytes, so this is some tens of megabytes at most.</summary>
    private const int IdleUsers = 4096;
    private const int IdleOthers = 512;

    private readonly PerKeyQueue<UserKey, UserHost> _users;
    private readonly PerKeyQueue<TenantId, TenantHost> _tenants;
    private readonly PerKeyQueue<DeviceId, DeviceHost> _devices;
    private readonly PerKeyQueue<ChallengeId, ChallengeHost> _challenges;
    private readonly PerKeyQueue<ChallengeId, ClientNotificationHost> _clientNotifications;
    private readonly PerKeyQueue<SecurityEventId, SecurityEventHost> _securityEvents;
    private readonly PerKeyQueue<GrantId, GrantHost> _grants;
    private readonly PerKeyQueue<TenantId, KeyRingHost> _keyRings;
    private readonly PerKeyQueue<TenantId, GroupsHost> _groups;
    private readonly PerKeyQueue<TenantId, EventFeedHost> _eventFeeds;
    private readonly PerKeyQueue<StoredRequestId, StoredRequestHost> _storedRequests;
    private readonly PerKeyQueue<RowKey, AdminTokensHost> _adminTokens;
    private readonly StoredLists _lists;
    private readonly SignInLogReader _signIns;
    private readonly ChangeNotifications _changes;
    private readonly TimeProvider _clock;
    private readonly IChangeRelay? _relay;

    /// <param name="logs">Sign-ins are told to the sign-in log, which whoever holds the engine has to run.</param>
    /// <param name="relay">The way to the other processes on the store; null: there are none, or the waiting look by themselves.</param>
    public EmbeddedEngine(IStore store, TimeProvider clock, IChangeRelay? relay = null, bool logs = true)
    {
        var directory = new TenantDirectory(store, clock);
        var decoys = DecoyPool.On(store, clock);
        SignInLog = new(store, directory, clock, logs);
        _users = new(user => new(user, store, clock, directory, this, decoys, SignInLog), IdleUsers);
        _tenants = new(tenant => new(tenant, store, clock, directory), IdleOthers);
        _devices = new(device => new(device, store, clock), IdleOthers);
        _challenges = new(challenge => new(challenge, store, clock), IdleOthers);
        _clientNotifications = new(challenge => new(challenge, store, clock), IdleOthers);
        _securityEvents = new(id => new(id, store, clock), IdleOthers);
        _grants = new(grant => new(grant, store, clock), IdleOthers);
        _keyRings = new(tenant => new(tenant, store, clock, directory), IdleOthers);
        _groups = new(tenant => new(tenant, store, clock, directory), IdleOthers);
        _eventFeeds = new(tenant => new(tenant, store, clock), IdleOthers);
        _storedRequests = new(request => new(request, store, clock), IdleOthers);
        _adminTokens = new(_ => new(store, clock), 1);
        _lists = new(store);
        _signIns = new(store, clock);
        _changes = new(clock);
        _clock = clock;
        _relay = relay;
        relay?.Listen(_changes.NotifySlot, _changes.NotifyAll);
    }

    public SignInLogWriter SignInLog { get; }

    /// <summary>Machines in memory now.</summary>
    public int InMemory =>
        _users.Count + _tenants.Count + _devices.Count + _challenges.Count + _clientNotifications.Count + _grants.Count + _keyRings.Count
        + _storedRequests.Count + _securityEvents.Count + _groups.Count + _eventFeeds.Count;

    public ValueTask<UserAnswer> AskUser(UserKey user, UserQuestion question, CancellationToken cancel) =>
        _users.Turn(user, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<TenantAnswer> AskTenant(TenantId tenant, TenantQuestion question, CancellationToken cancel) =>
        _tenants.Turn(tenant, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<DeviceAnswer> AskDevice(DeviceId device, DeviceQuestion question, CancellationToken cancel) =>
        _devices.Turn(device, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<ChallengeAnswer> AskChallenge(ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel) =>
        _challenges.Turn(challenge, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<ClientNotificationAnswer> AskClientNotification(
        ChallengeId challenge, ClientNotificationQuestion question, CancellationToken cancel) =>
        _clientNotifications.Turn(challenge, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<SecurityEventAnswer> AskSecurityEvent(
        SecurityEventId id, SecurityEventQuestion question, CancellationToken cancel) =>
        _securityEvents.Turn(id, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<GrantAnswer> AskGrant(GrantId grant, GrantQuestion question, CancellationToken cancel) =>
        _grants.Turn(grant, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<KeyRingAnswer> AskKeyRing(TenantId tenant, KeyRingQuestion question, CancellationToken cancel) =>
        _keyRings.Turn(tenant, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<EventFeedAnswer> AskEventFeed(TenantId tenant, EventFeedQuestion question, CancellationToken cancel) =>
        _eventFeeds.Turn(tenant, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<StoredRequestAnswer> AskStoredRequest(
        StoredRequestId request, StoredRequestQuestion question, CancellationToken cancel) =>
        _storedRequests.Turn(request, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<AdminTokensAnswer> AskAdminTokens(AdminTokensQuestion question, CancellationToken cancel) =>
        _adminTokens.Turn(RowKey.OfAdminTokens, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<GroupsAnswer> AskGroups(TenantId tenant, GroupsQuestion question, CancellationToken cancel) =>
        _groups.Turn(tenant, question, static (host, asked, stop) => host.Ask(asked, stop), cancel);

    public ValueTask<long> WaitForChange(UserKey user, ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        _changes.Wait(challenge, seen, most, cancel);

    public ValueTask<long> WaitForChange(UserKey user, DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        _changes.Wait(device, seen, most, cancel);

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) =>
        Availability.Of(() => _lists.Find(session, cancel));

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.Users(tenant, after, limit, cancel));

    public ValueTask<IReadOnlyList<UserName>> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel) =>
        Availability.Of(() => _lists.WithExternalId(tenant, id, cancel));

    public ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.Tenants(after, limit, cancel));

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.Audit(tenant, after, limit, cancel));

    public ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        Availability.Of(() => _signIns.Read(tenant, query, cancel));

    public ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        Availability.Of(() => _signIns.Count(tenant, from, cancel));

    public ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.DueClientNotifications(_clock.GetUtcNow(), limit, cancel));

    public ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.DueSecurityEvents(_clock.GetUtcNow(), limit, cancel));

    public ValueTask<IReadOnlyList<ListedFeed>> ListEventFeeds(string after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.EventFeeds(after, limit, cancel));

    void IChangeNotifier.Changed(ChallengeId challenge) => Tell(_changes.Notify(challenge));

    void IChangeNotifier.Changed(DeviceId device) => Tell(_changes.Notify(device));

    private void Tell(int slot) => _relay?.Tell(slot);
}
