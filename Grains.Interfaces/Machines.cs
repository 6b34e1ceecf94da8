using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Orleans.Concurrency;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// A user; the key is <see cref="SignIn.UserKey.ToKey"/>. Throws <see cref="Engine.EngineUnavailableException"/>, as all below.
/// </summary>
[Alias("Countersign.User")]
public interface IUserGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<UserAnswer> Ask(UserCommand command, CancellationToken cancel);
}

/// <summary>A tenant; the key is its name.</summary>
[Alias("Countersign.Tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<TenantAnswer> Ask(TenantCommand command, CancellationToken cancel);
}

/// <summary>A device across all tenants, and where those meet who wait for something to come to it; the key is its id.</summary>
[Alias("Countersign.Device")]
public interface IDeviceGrain : IMeetingPlace
{
    [Alias("Ask")]
    Task<DeviceAnswer> Ask(DeviceCommand command, CancellationToken cancel);
}

/// <summary>A challenge: the way to its user, and where those meet who wait for its end; the key is its id.</summary>
[Alias("Countersign.Challenge")]
public interface IChallengeGrain : IMeetingPlace
{
    [Alias("Ask")]
    Task<ChallengeAnswer> Ask(ChallengeCommand command, CancellationToken cancel);
}

/// <summary>A grant; the key is its id.</summary>
[Alias("Countersign.Grant")]
public interface IGrantGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<GrantAnswer> Ask(GrantCommand command, CancellationToken cancel);
}

/// <summary>A tenant's signing keys; the key is its name.</summary>
[Alias("Countersign.Keys")]
public interface IKeyGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<KeyAnswer> Ask(KeyCommand command, CancellationToken cancel);
}

/// <summary>What is owed to a challenge's client; the key is the challenge's id.</summary>
[Alias("Countersign.Notice")]
public interface INoticeGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<NoticeAnswer> Ask(NoticeCommand command, CancellationToken cancel);
}

/// <summary>Waiting and waking. Both step past whatever else goes on in the grain: a wait of seconds keeps nobody waiting.</summary>
[Alias("Countersign.MeetingPlace")]
public interface IMeetingPlace : IGrainWithStringKey
{
    /// <summary>See <see cref="Engine.ISignInEngine.Listen(SignIn.ChallengeId, long, TimeSpan, CancellationToken)"/>.</summary>
    [Alias("Listen"), AlwaysInterleave]
    Task<long> Listen(long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>A hint; nobody waits for its arrival.</summary>
    [Alias("Wake"), AlwaysInterleave, OneWay]
    Task Wake();
}
