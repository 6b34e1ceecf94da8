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
/// The seam: what every host of the machines offers (one process, several on one database, a cluster). Eleven kinds of machine can be
/// asked, two kinds of waiting can be done, and lists can be read. The use cases (<see cref="SignIns"/>, <see cref="Phones"/>,
/// <see cref="SecurityInfo"/>, <see cref="Administration"/>, <see cref="Engine.Grants"/>, <see cref="Backchannels"/>,
/// <see cref="TenantSigningKeys"/>) are written once, on this, and ask by way of <see cref="Questions"/>.
/// </summary>
/// <remarks>
/// An answer that follows from a change is given only when the change is durable (I3). Every method throws
/// <see cref="EngineUnavailableException"/> when it cannot say what is true; nothing may then be assumed (I10).
/// </remarks>
public interface ISignInEngine
{
    /// <summary>The longest list that is read at once.</summary>
    const int MostListed = 1000;

    /// <summary>Users that are looked at for one external id; a directory that gives it to more is not told of the others.</summary>
    const int MostOfOneId = 20;

    /// <summary>
    /// One untyped method for each kind of machine, for hosts to carry; <see cref="Questions"/> ties a question to its answer.
    /// </summary>
    ValueTask<UserAnswer> AskUser(UserKey user, UserQuestion question, CancellationToken cancel);

    ValueTask<TenantAnswer> AskTenant(TenantId tenant, TenantQuestion question, CancellationToken cancel);

    ValueTask<DeviceAnswer> AskDevice(DeviceId device, DeviceQuestion question, CancellationToken cancel);

    ValueTask<ChallengeAnswer> AskChallenge(ChallengeId challenge, ChallengeQuestion question, CancellationToken cancel);

    ValueTask<GrantAnswer> AskGrant(GrantId grant, GrantQuestion question, CancellationToken cancel);

    /// <summary>The tenant's signing keys.</summary>
    ValueTask<KeyRingAnswer> AskKeyRing(TenantId tenant, KeyRingQuestion question, CancellationToken cancel);

    /// <summary>The notification that the client of this challenge is owed.</summary>
    ValueTask<ClientNotificationAnswer> AskClientNotification(
        ChallengeId challenge, ClientNotificationQuestion question, CancellationToken cancel);

    /// <summary>What a tenant's webhook is owed for one change.</summary>
    ValueTask<SecurityEventAnswer> AskSecurityEvent(SecurityEventId id, SecurityEventQuestion question, CancellationToken cancel);

    /// <summary>How far a tenant's receiver of security event tokens has been told.</summary>
    ValueTask<EventFeedAnswer> AskEventFeed(TenantId tenant, EventFeedQuestion question, CancellationToken cancel);

    /// <summary>A client's request that waits for a person.</summary>
    ValueTask<StoredRequestAnswer> AskStoredRequest(StoredRequestId request, StoredRequestQuestion question, CancellationToken cancel);

    /// <summary>The service's administration tokens.</summary>
    ValueTask<AdminTokensAnswer> AskAdminTokens(AdminTokensQuestion question, CancellationToken cancel);

    /// <summary>The tenant's groups that a directory has named.</summary>
    ValueTask<GroupsAnswer> AskGroups(TenantId tenant, GroupsQuestion question, CancellationToken cancel);

    /// <summary>
    /// Waits until this challenge may have changed. Returns the count of change notifications so far: at once when it is not <paramref
    /// name="seen"/>, otherwise with the next one or after <paramref name="most"/>. A notification may be false, and after a failure one
    /// may be lost: it delays, never breaks. -1, which is no count, when whoever waits has to look elsewhere.
    /// </summary>
    /// <param name="user">The challenge's; a host may wait where the user is, so that no change has to be told elsewhere.</param>
    ValueTask<long> WaitForChange(UserKey user, ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>The same for what is waiting for a device of this user's.</summary>
    ValueTask<long> WaitForChange(UserKey user, DeviceId device, long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>The user a session's secret leads to, or null.</summary>
    ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel);

    /// <summary>
    /// The tenant's users in order of name, after <paramref name="after"/>, at most <paramref name="limit"/> (1 to <see
    /// cref="MostListed"/>).
    /// </summary>
    ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel);

    /// <summary>The tenant's users who have this external id or had it once, by name; their own rows say which.</summary>
    /// <param name="id">Its hash (<see cref="ExternalIds.Hash"/>).</param>
    ValueTask<IReadOnlyList<UserName>> FindByExternalId(TenantId tenant, SecretHash id, CancellationToken cancel);

    /// <summary>
    /// The tenants in order of name, after <paramref name="after"/> (empty: from the first), at most <paramref name="limit"/>.
    /// </summary>
    ValueTask<IReadOnlyList<TenantId>> ListTenants(string after, int limit, CancellationToken cancel);

    /// <summary>The audit chain above <paramref name="after"/>, of one tenant or, when null, of all.</summary>
    ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel);

    /// <summary>The tenant's sign-in log, the newest entry first.</summary>
    ValueTask<SignInLogPage> ReadSignIns(TenantId tenant, SignInQuery query, CancellationToken cancel);

    /// <summary>What the tenant's sign-ins came to in each hour since then, as far as its log is kept.</summary>
    ValueTask<SignInHours> CountSignIns(TenantId tenant, DateTimeOffset from, CancellationToken cancel);

    /// <summary>
    /// Challenges of any tenant whose clients are owed a notification that is due now, the longest due first, at most
    /// <paramref name="limit"/>. To be the one who delivers it, take it (<see cref="ClientNotificationQuestion.Take"/>).
    /// </summary>
    ValueTask<IReadOnlyList<ChallengeId>> DueClientNotifications(int limit, CancellationToken cancel);

    /// <summary>The same for what tenants' webhooks are owed.</summary>
    ValueTask<IReadOnlyList<SecurityEventId>> DueSecurityEvents(int limit, CancellationToken cancel);

    /// <summary>The feeds of all tenants that have a receiver, in order of name, after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<ListedFeed>> ListEventFeeds(string after, int limit, CancellationToken cancel);
}

/// <param name="Phones">The last reports of the phones that have phone sign-in enabled.</param>
/// <param name="Groups">Canonical group names.</param>
/// <param name="Profile">What a directory keeps of the user; null: nothing.</param>
public sealed record ListedUser(
    UserName Name, bool Enabled, IReadOnlyList<AppReport> Phones, IReadOnlyList<string> Groups, Profile? Profile = null)
{
    /// <summary>Phone sign-in is enabled on at least one device.</summary>
    public bool HasCredential => Phones.Count > 0;
}

/// <summary>
/// The engine cannot answer now: the storage is out of reach, the outcome stayed unknown, or a queue is full. 503, try again.
/// </summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
