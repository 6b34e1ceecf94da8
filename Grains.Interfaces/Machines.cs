using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.StoredRequests;
using Countersign.SignIn.Tenants;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// A user; the key is <see cref="SignIn.UserKey.ToKey"/>. Throws <see cref="Engine.EngineUnavailableException"/>, as all below.
/// </summary>
[Alias("Countersign.User"), Version(1)]
public interface IUserGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<UserAnswer> Ask(UserQuestion question, CancellationToken cancel);
}

/// <summary>A tenant; the key is its name.</summary>
[Alias("Countersign.Tenant"), Version(1)]
public interface ITenantGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<TenantAnswer> Ask(TenantQuestion question, CancellationToken cancel);
}

/// <summary>A device across all tenants, and the place to wait for something to come to it; the key is its id.</summary>
[Alias("Countersign.Device"), Version(1)]
public interface IDeviceGrain : IWaitingGrain
{
    [Alias("Ask")]
    Task<DeviceAnswer> Ask(DeviceQuestion question, CancellationToken cancel);
}

/// <summary>A challenge: the way to its user, and the place to wait for its end; the key is its id.</summary>
[Alias("Countersign.Challenge"), Version(1)]
public interface IChallengeGrain : IWaitingGrain
{
    [Alias("Ask")]
    Task<ChallengeAnswer> Ask(ChallengeQuestion question, CancellationToken cancel);
}

/// <summary>A grant; the key is its id.</summary>
[Alias("Countersign.Grant"), Version(1)]
public interface IGrantGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<GrantAnswer> Ask(GrantQuestion question, CancellationToken cancel);
}

/// <summary>A tenant's signing keys; the key is its name.</summary>
[Alias("Countersign.Keys"), Version(1)]
public interface IKeyRingGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<KeyRingAnswer> Ask(KeyRingQuestion question, CancellationToken cancel);
}

/// <summary>A stored request; the key is its id.</summary>
[Alias("Countersign.StoredRequest"), Version(1)]
public interface IStoredRequestGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<StoredRequestAnswer> Ask(StoredRequestQuestion question, CancellationToken cancel);
}

/// <summary>The notification that a challenge's client is owed; the key is the challenge's id.</summary>
[Alias("Countersign.Notice"), Version(1)]
public interface IClientNotificationGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<ClientNotificationAnswer> Ask(ClientNotificationQuestion question, CancellationToken cancel);
}

/// <summary>
/// Waiting for a change, and telling those who wait. Both step past whatever else goes on in the grain: a wait of seconds holds nobody up.
/// </summary>
[Alias("Countersign.MeetingPlace"), Version(1)]
public interface IWaitingGrain : IGrainWithStringKey
{
    /// <summary>See <see cref="Engine.ISignInEngine.WaitForChange(SignIn.ChallengeId, long, TimeSpan, CancellationToken)"/>.</summary>
    [Alias("Listen"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<long> WaitForChange(long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>A change notification; nobody waits for its arrival.</summary>
    [Alias("Wake"), AlwaysInterleave, OneWay]
    Task NotifyChange();
}
