using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Orleans.Runtime;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// The engine in a cluster of silos. A call whose outcome stayed unknown is <see cref="EngineUnavailableException"/>: ask again, with the
/// same request id.
/// </summary>
/// <param name="grains">A client's, or a silo's own.</param>
public sealed class ClusterEngine(IGrainFactory grains) : ISignInEngine
{
    /// <summary>
    /// The longest one call waits: well within the cluster's response time-out of 30 s. A longer wait ends early, which is a false
    /// hint: the caller looks again, so a hint lost with a silo is made up for within this time.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public ValueTask<UserAnswer> Ask(UserKey user, UserCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<IUserGrain>(user.ToKey()).Ask(command, cancel));

    public ValueTask<TenantAnswer> Ask(TenantId tenant, TenantCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<ITenantGrain>(tenant.Value).Ask(command, cancel));

    public ValueTask<DeviceAnswer> Ask(DeviceId device, DeviceCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<IDeviceGrain>(device.Value).Ask(command, cancel));

    public ValueTask<ChallengeAnswer> Ask(ChallengeId challenge, ChallengeCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<IChallengeGrain>(challenge.Value).Ask(command, cancel));

    public ValueTask<GrantAnswer> Ask(GrantId grant, GrantCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<IGrantGrain>(grant.Value).Ask(command, cancel));

    public ValueTask<KeyAnswer> Ask(TenantId tenant, KeyCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<IKeyGrain>(tenant.Value).Ask(command, cancel));

    public ValueTask<NoticeAnswer> Ask(ChallengeId challenge, NoticeCommand command, CancellationToken cancel) =>
        Reach(grains.GetGrain<INoticeGrain>(challenge.Value).Ask(command, cancel));

    public ValueTask<long> Listen(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        Listen(grains.GetGrain<IChallengeGrain>(challenge.Value), seen, most, cancel);

    public ValueTask<long> Listen(DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        Listen(grains.GetGrain<IDeviceGrain>(device.Value), seen, most, cancel);

    public ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel) => Reach(Reading.Find(session, cancel));

    public async ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ListUsers(tenant, after, limit, cancel));

    public async ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel) =>
        await Reach(Reading.ReadAudit(tenant, after, limit, cancel));

    public async ValueTask<IReadOnlyList<ChallengeId>> DueNotices(int limit, CancellationToken cancel) =>
        await Reach(Reading.DueNotices(limit, cancel));

    private IReadingGrain Reading => grains.GetGrain<IReadingGrain>(0);

    private static ValueTask<long> Listen(IMeetingPlace place, long seen, TimeSpan most, CancellationToken cancel) =>
        Reach(place.Listen(seen, most < LongestWait ? most : LongestWait, cancel));

    /// <summary>
    /// I10: what the cluster says when it could not deliver, was too busy or lost a silo on the way; nothing may be assumed of the outcome.
    /// </summary>
    private static async ValueTask<T> Reach<T>(Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception unreachable) when (unreachable is TimeoutException or OrleansException)
        {
            throw new EngineUnavailableException("The cluster did not answer.", unreachable);
        }
    }
}
