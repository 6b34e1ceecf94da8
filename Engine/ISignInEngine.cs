using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <summary>
/// The seam: what every host of the machines offers (one process, several on one database, a cluster). Seven kinds of machine can be asked,
/// two kinds of waiting can be done, three lists can be read. The use cases (<see cref="SignIns"/>, <see cref="Phones"/>,
/// <see cref="SecurityInfo"/>, <see cref="Administration"/>, <see cref="Engine.Grants"/>, <see cref="Backchannels"/>,
/// <see cref="SigningKeys"/>) are written once, on this.
/// </summary>
/// <remarks>
/// An answer that follows from a change is given only when the change is durable (I3). Every method throws
/// <see cref="EngineUnavailableException"/> when it cannot say what is true; nothing may then be assumed (I10).
/// </remarks>
public interface ISignInEngine
{
    ValueTask<UserAnswer> Ask(UserKey user, UserCommand command, CancellationToken cancel);

    ValueTask<TenantAnswer> Ask(TenantId tenant, TenantCommand command, CancellationToken cancel);

    ValueTask<DeviceAnswer> Ask(DeviceId device, DeviceCommand command, CancellationToken cancel);

    ValueTask<ChallengeAnswer> Ask(ChallengeId challenge, ChallengeCommand command, CancellationToken cancel);

    ValueTask<GrantAnswer> Ask(GrantId grant, GrantCommand command, CancellationToken cancel);

    /// <summary>The tenant's signing keys.</summary>
    ValueTask<KeyAnswer> Ask(TenantId tenant, KeyCommand command, CancellationToken cancel);

    /// <summary>What is owed to the client of this challenge.</summary>
    ValueTask<NoticeAnswer> Ask(ChallengeId challenge, NoticeCommand command, CancellationToken cancel);

    /// <summary>
    /// Waits for a hint that this challenge may have changed. Returns the count of hints so far: at once when it is not
    /// <paramref name="seen"/>, otherwise with the next hint or after <paramref name="most"/>. A hint may be false, and after a failure one may be
    /// lost: it delays, never breaks.
    /// </summary>
    ValueTask<long> Listen(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>The same for what is waiting for a device.</summary>
    ValueTask<long> Listen(DeviceId device, long seen, TimeSpan most, CancellationToken cancel);

    /// <summary>The user a session's secret leads to, or null.</summary>
    ValueTask<UserKey?> Find(SecretHash session, CancellationToken cancel);

    /// <summary>
    /// The tenant's users in order of name, after <paramref name="after"/>, at most <paramref name="limit"/> (1 to 1,000).
    /// </summary>
    ValueTask<IReadOnlyList<ListedUser>> ListUsers(TenantId tenant, UserName? after, int limit, CancellationToken cancel);

    /// <summary>The audit chain above <paramref name="after"/>, of one tenant or, when null, of all.</summary>
    ValueTask<IReadOnlyList<AuditRecord>> ReadAudit(TenantId tenant, long after, int limit, CancellationToken cancel);

    /// <summary>
    /// Challenges of any tenant whose clients are owed a notice that is due now, the longest due first, at most <paramref name="limit"/>. To be
    /// the one who delivers one, take it (<see cref="NoticeCommand.Take"/>).
    /// </summary>
    ValueTask<IReadOnlyList<ChallengeId>> DueNotices(int limit, CancellationToken cancel);
}

/// <param name="HasCredential">Phone sign-in is enabled on at least one device.</param>
/// <param name="Groups">Canonical group names.</param>
public sealed record ListedUser(UserName Name, bool Enabled, bool HasCredential, IReadOnlyList<string> Groups);

/// <summary>
/// The engine cannot answer now: the storage is out of reach, the outcome stayed unknown, or a queue is full. 503, try again.
/// </summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
