using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Devices;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.SecurityEvents;
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

    /// <summary>
    /// The same, if what was shown to the gateway is shown for the first time; null: it is not, and nothing was asked.
    /// </summary>
    [Alias("AskIfFirst")]
    Task<UserAnswer?> AskIfFirst(UserQuestion question, Shown shown, CancellationToken cancel);

    /// <summary>
    /// Waits here for a change of one of the user's challenges: it is made here, so nobody has to be told elsewhere. Steps past whatever
    /// else goes on in the grain: a wait of seconds holds nobody up. See <see cref="Engine.ISignInEngine"/>.
    /// </summary>
    [Alias("WaitForChallenge"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<long> WaitForChange(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>The same for what is waiting for one of the user's devices.</summary>
    [Alias("WaitForDevice"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<long> WaitForChange(DeviceId device, long seen, TimeSpan most, CancellationToken cancel);
}

/// <summary>A tenant; the key is its name.</summary>
[Alias("Countersign.Tenant"), Version(1)]
public interface ITenantGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<TenantAnswer> Ask(TenantQuestion question, CancellationToken cancel);
}

/// <summary>A device across all tenants; the key is its id.</summary>
[Alias("Countersign.Device"), Version(1)]
public interface IDeviceGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<DeviceAnswer> Ask(DeviceQuestion question, CancellationToken cancel);
}

/// <summary>A challenge: the way to its user, for whoever does not know it; the key is its id.</summary>
[Alias("Countersign.Challenge"), Version(1)]
public interface IChallengeGrain : IGrainWithStringKey
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

/// <summary>The service's administration tokens; there is one.</summary>
[Alias("Countersign.AdminTokens"), Version(1)]
public interface IAdminTokensGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<AdminTokensAnswer> Ask(AdminTokensQuestion question, CancellationToken cancel);
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

/// <summary>How far a tenant's receiver has been told; the key is the tenant's name.</summary>
[Alias("Countersign.EventFeed"), Version(1)]
public interface IEventFeedGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<EventFeedAnswer> Ask(EventFeedQuestion question, CancellationToken cancel);
}

/// <summary>What a tenant's webhook is owed for one change; the key is the event's id.</summary>
[Alias("Countersign.SecurityEvent"), Version(1)]
public interface ISecurityEventGrain : IGrainWithStringKey
{
    [Alias("Ask")]
    Task<SecurityEventAnswer> Ask(SecurityEventQuestion question, CancellationToken cancel);
}
