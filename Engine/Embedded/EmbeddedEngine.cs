using Countersign.Engine.Keepers;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Embedded;

/// <summary>The engine in one process: the default host.</summary>
public sealed class EmbeddedEngine : ISignInEngine, IWakes
{
    /// <summary>Idle users kept in memory. A state is a few kilobytes, so this is some tens of megabytes at most.</summary>
    private const int IdleUsers = 4096;
    private const int IdleOthers = 512;

    private readonly Seats<UserKey, UserKeeper> _users;
    private readonly Seats<TenantId, TenantKeeper> _tenants;
    private readonly Seats<DeviceId, DeviceKeeper> _devices;
    private readonly Seats<ChallengeId, ChallengeKeeper> _challenges;
    private readonly Seats<ChallengeId, NoticeKeeper> _notices;
    private readonly Seats<GrantId, GrantKeeper> _grants;
    private readonly Seats<TenantId, KeyKeeper> _keys;
    private readonly StoredLists _lists;
    private readonly Hints _hints;
    private readonly TimeProvider _clock;

    public EmbeddedEngine(IStore store, TimeProvider clock)
    {
        var directory = new TenantDirectory(store, clock);
        _users = new(user => new(user, store, clock, directory, this), IdleUsers);
        _tenants = new(tenant => new(tenant, store, clock, directory), IdleOthers);
        _devices = new(device => new(device, store, clock), IdleOthers);
        _challenges = new(challenge => new(challenge, store, clock), IdleOthers);
        _notices = new(challenge => new(challenge, store, clock), IdleOthers);
        _grants = new(grant => new(grant, store, clock), IdleOthers);
        _keys = new(tenant => new(tenant, store, clock, directory), IdleOthers);
        _lists = new(store);
        _hints = new(clock);
        _clock = clock;
    }

    /// <summary>Machines in memory now.</summary>
    public int InMemory => _users.Count + _tenants.Count + _devices.Count + _challenges.Count + _notices.Count + _grants.Count + _keys.Count;

    public ValueTask<UserAnswer> Ask(UserKey user, UserCommand command, CancellationToken cancel) =>
        Availability.Of(() => _users.Turn(user, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<TenantAnswer> Ask(TenantId tenant, TenantCommand command, CancellationToken cancel) =>
        Availability.Of(() => _tenants.Turn(tenant, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<DeviceAnswer> Ask(DeviceId device, DeviceCommand command, CancellationToken cancel) =>
        Availability.Of(() => _devices.Turn(device, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<ChallengeAnswer> Ask(ChallengeId challenge, ChallengeCommand command, CancellationToken cancel) =>
        Availability.Of(() => _challenges.Turn(challenge, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<NoticeAnswer> Ask(ChallengeId challenge, NoticeCommand command, CancellationToken cancel) =>
        Availability.Of(() => _notices.Turn(challenge, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<GrantAnswer> Ask(GrantId grant, GrantCommand command, CancellationToken cancel) =>
        Availability.Of(() => _grants.Turn(grant, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<KeyAnswer> Ask(TenantId tenant, KeyCommand command, CancellationToken cancel) =>
        Availability.Of(() => _keys.Turn(tenant, command, static (keeper, asked, stop) => keeper.Ask(asked, stop), cancel));

    public ValueTask<long> Listen(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        _hints.Listen(challenge, seen, most, cancel);

    public ValueTask<long> Listen(DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        _hints.Listen(device, seen, most, cancel);

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) =>
        Availability.Of(() => _lists.Find(session, cancel));

    public ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.Users(tenant, after, limit, cancel));

    public ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.Audit(tenant, after, limit, cancel));

    public ValueTask<IReadOnlyList<ChallengeId>> DueNotices(int limit, CancellationToken cancel) =>
        Availability.Of(() => _lists.DueNotices(_clock.GetUtcNow(), limit, cancel));

    void IWakes.Wake(ChallengeId challenge) => _hints.Ring(challenge);

    void IWakes.Wake(DeviceId device) => _hints.Ring(device);
}
