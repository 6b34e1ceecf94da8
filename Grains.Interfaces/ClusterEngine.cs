using Countersign.Engine;
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
using Orleans.Runtime;
using Orleans.Serialization;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// The engine in a cluster of silos, and what the gateways in front of it share: the replay memory and their counts. A call whose outcome
/// stayed unknown is <see cref="EngineUnavailableException"/>: ask again, with the same request id.
/// </summary>
/// <param name="factory">A client's, or a silo's own.</param>
/// <param name="clock">Tells when a remembered challenge is over.</param>
/// <param name="isConnected">Whether a silo was ever reached; a client cannot ask before. Null: a silo asks itself.</param>
public sealed class ClusterEngine(IGrainFactory factory, TimeProvider clock, Func<bool>? isConnected = null)
    : ISignInEngine, IReplaysBesideUsers, ICountExchange
{
    /// <summary>
    /// The longest one call waits: within the longer time-out that waiting has. A longer wait ends early, which is a false notification:
    /// the caller looks again, so a notification lost with a silo is made up for within this time.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    public ValueTask<UserAnswer> AskUser(UserKey user, UserQuestion question, CancellationToken cancel)
    {
        var asked = Grains.GetGrain<IUserGrain>(user.ToKey()).Ask(question, cancel);
        return question is StartSignIn { Backchannel: null } ? Remember(user, asked, cancel) : Reach(asked, cancel);
    }

    public ValueTask<TenantAnswer> AskTenant(TenantId tenant, TenantQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<ITenantGrain>(tenant.Value).Ask(question, cancel), cancel);

    public ValueTask<DeviceAnswer> AskDevice(DeviceId device, DeviceQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IDeviceGrain>(device.Value).Ask(question, cancel), cancel);

    public async ValueTask<ChallengeAnswer> AskChallenge(ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel)
    {
        if (_challenges.Answer(challenge, question) is { } known) return known;
        var answer = await Reach(Grains.GetGrain<IChallengeGrain>(challenge.Value).Ask(question, cancel), cancel);
        if (answer is ChallengeAnswer.OfUser found && question is ChallengeQuestion.Locate locate)
            _challenges.Add(challenge, locate.Tenant, found);
        return answer;
    }

    public ValueTask<GrantAnswer> AskGrant(GrantId grant, GrantQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IGrantGrain>(grant.Value).Ask(question, cancel), cancel);

    public ValueTask<KeyRingAnswer> AskKeyRing(TenantId tenant, KeyRingQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IKeyRingGrain>(tenant.Value).Ask(question, cancel), cancel);

    public ValueTask<AdminTokensAnswer> AskAdminTokens(AdminTokensQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IAdminTokensGrain>(RowKey.OfAdminTokens.Id).Ask(question, cancel), cancel);

    public ValueTask<GroupsAnswer> AskGroups(TenantId tenant, GroupsQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IGroupsGrain>(tenant.Value).Ask(question, cancel), cancel);

    public ValueTask<ClientNotificationAnswer> AskClientNotification(
        ChallengeId challenge, ClientNotificationQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IClientNotificationGrain>(challenge.Value).Ask(question, cancel), cancel);

    public ValueTask<SecurityEventAnswer> AskSecurityEvent(
        SecurityEventId id, SecurityEventQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<ISecurityEventGrain>(id.Value).Ask(question, cancel), cancel);

    public ValueTask<EventFeedAnswer> AskEventFeed(TenantId tenant, EventFeedQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IEventFeedGrain>(tenant.Value).Ask(question, cancel), cancel);

    public ValueTask<StoredRequestAnswer> AskStoredRequest(
        StoredRequestId request, StoredRequestQuestion question, CancellationToken cancel) =>
        Reach(Grains.GetGrain<IStoredRequestGrain>(request.Value).Ask(question, cancel), cancel);

    public ValueTask<long> WaitForChange(UserKey user, ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        Waited(Grains.GetGrain<IUserGrain>(user.ToKey()).WaitForChange(challenge, seen, NotTooLong(most), cancel), most, cancel);

    public ValueTask<long> WaitForChange(UserKey user, DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        Waited(Grains.GetGrain<IUserGrain>(user.ToKey()).WaitForChange(device, seen, NotTooLong(most), cancel), most, cancel);

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) => Reach(Reading.Find(session, cancel), cancel);

    public async ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ListUsers(tenant, after, limit, cancel), cancel);

    public async ValueTask<IReadOnlyList<UserName>> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel) =>
        await Reach(Reading.FindByExternalId(tenant, id, cancel), cancel);

    public async ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ListTenants(after, limit, cancel), cancel);

    public async ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ReadAudit(tenant, after, limit, cancel), cancel);

    public ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel) =>
        Reach(Reading.ReadSignIns(tenant, query, cancel), cancel);

    public ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel) =>
        Reach(Reading.CountSignIns(tenant, from, cancel), cancel);

    public async ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(int limit, CancellationToken cancel) =>
        await Reach(Reading.DueClientNotifications(limit, cancel), cancel);

    public async ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(int limit, CancellationToken cancel) =>
        await Reach(Reading.DueSecurityEvents(limit, cancel), cancel);

    public async ValueTask<IReadOnlyList<ListedFeed>> ListEventFeeds(string after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ListEventFeeds(after, limit, cancel), cancel);

    /// <summary>Exact: decided by the store behind the silos. Who is not answered refuses what was shown.</summary>
    public ValueTask<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel) =>
        Reach(Replays.IsFirst(new(kind, id, issuedAt, until)).WaitAsync(cancel), cancel);

    /// <summary>The silo that has the user asks the same memory before it asks the user.</summary>
    public ValueTask<UserAnswer?> AskIfFirst(UserKey user, UserQuestion question, ShownOnce shown, CancellationToken cancel) =>
        Reach(
            Grains.GetGrain<IUserGrain>(user.ToKey())
                .AskIfFirst(question, new(shown.Kind, shown.Id, shown.IssuedAt, shown.Until), cancel),
            cancel);

    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Exchange(
        string gateway, ReadOnlyMemory<byte> counts, CancellationToken cancel)
    {
        var others = await Reach(Grains.GetGrain<ICountsGrain>(0).Exchange(gateway, counts.ToArray(), cancel), cancel);
        return [.. others.Select(text => new ReadOnlyMemory<byte>(text))];
    }

    private readonly KnownChallenges _challenges = new(clock);
    private ClusterReplays? _replays;

    private ClusterReplays Replays => _replays ??= new(key => Grains.GetGrain<IReplayGrain>(key));

    private IGrainFactory Grains =>
        isConnected is null || isConnected() ? factory : throw new EngineUnavailableException("No silo was reached yet.");

    private IReadingGrain Reading => Grains.GetGrain<IReadingGrain>(0);

    /// <summary>Who starts a sign-in here comes back here, most of the time.</summary>
    private async ValueTask<UserAnswer> Remember(UserKey user, Task<UserAnswer> asked, CancellationToken cancel)
    {
        var answer = await Reach(asked, cancel);
        if (answer is Prompted prompted)
            _challenges.Add(prompted.Challenge, user.Tenant, new(user.Name, null, prompted.ExpiresAt + Limits.ResultLife));
        return answer;
    }

    /// <summary>A silo that does not answer is waited for as long as with any question, beyond the wait itself.</summary>
    private static ValueTask<long> Waited(Task<long> asked, TimeSpan most, CancellationToken cancel) =>
        Reach(asked.WaitAsync(NotTooLong(most) + RequestPatience.Longest, TimeProvider.System, CancellationToken.None), cancel);

    private static TimeSpan NotTooLong(TimeSpan most) => most < LongestWait ? most : LongestWait;

    /// <summary>
    /// I10: what the cluster says when it could not deliver, was too busy or lost a silo on the way; nothing may be assumed of the outcome.
    /// </summary>
    /// <remarks>What the cluster gave up looks cancelled, though no caller has; and an answer may be too odd to travel.</remarks>
    private static async ValueTask<T> Reach<T>(Task<T> asked, CancellationToken cancel)
    {
        try
        {
            return await asked;
        }
        catch (Exception unreachable) when (
            unreachable is TimeoutException or OrleansException or SerializerException
            || (unreachable is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new EngineUnavailableException("The cluster did not answer.", unreachable);
        }
    }
}
