using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>The result of a start: a number to show, or where to go instead, or a time to come back.</summary>
public abstract record StartAnswered : UserAnswer
{
    private protected StartAnswered() { }

    public T Match<T>(Func<Prompted, T> prompted, Func<FellBack, T> fellBack, Func<StartThrottled, T> throttled) =>
        this is Prompted shown ? prompted(shown) : this is FellBack instead ? fellBack(instead) : throttled((StartThrottled)this);
}

/// <summary>S-02: show this number. Given to the start and to a reload alike.</summary>
/// <param name="IsDecoy">Made up: no phone is asked, and no row has it. For the service alone to know.</param>
public sealed record Prompted(ChallengeId Challenge, string Number, NumberMode Mode, DateTimeOffset ExpiresAt, bool IsDecoy = false)
    : StartAnswered;

/// <summary>D-08: in the same answer, where to go instead.</summary>
/// <param name="SignInUrl">The federated identity provider's address; null: the password page here.</param>
/// <param name="RetryAt">When a prompt may be possible again, where that is known.</param>
/// <param name="PhoneOnly">There is no other way: the tenant or the client leaves none after this reason (T4, WAY-7).</param>
/// <param name="Provider">The provider that the user's domain signs in with, by id; null: none that comes back here.</param>
/// <param name="IsTaken">The person goes to the provider or the password page without another click (S-45).</param>
/// <param name="TakesPassword">The password page here takes the user's password.</param>
/// <param name="IsHidden">Whoever asks is not to hear this, but what a decoy says (T5). It goes no further than the machine's host.</param>
public sealed record FellBack(
    FallbackReason Reason, string? SignInUrl, DateTimeOffset? RetryAt, bool PhoneOnly = false, string? Provider = null,
    bool IsTaken = false, bool IsHidden = false, bool TakesPassword = false) : StartAnswered;

/// <summary>The tenant refuses a second attempt instead of falling back.</summary>
public sealed record StartThrottled(DateTimeOffset RetryAt) : StartAnswered;

/// <summary>The state of a challenge as its browser sees it.</summary>
public abstract record ChallengeProgress : UserAnswer
{
    private protected ChallengeProgress() { }

    public T Match<T>(Func<ChallengePending, T> pending, Func<ChallengeEnded, T> ended) =>
        this is ChallengePending waits ? pending(waits) : ended((ChallengeEnded)this);
}

/// <summary>Not decided yet; the number again, for a reload.</summary>
/// <param name="IsSecond">It follows a first factor (S-58).</param>
public sealed record ChallengePending(string Number, NumberMode Mode, DateTimeOffset ExpiresAt, bool IsSecond = false) : ChallengeProgress;

/// <param name="TriesLeft">After a wrong number: how many more there may be before phone sign-in is locked; 0: it is.</param>
/// <param name="LockedUntil">Phone sign-in is locked until then; null: it is not, or that is not asked here.</param>
/// <param name="IsSecond">It followed a first factor (S-58).</param>
public sealed record ChallengeEnded(
    Outcome Outcome, bool Redeemed, int? TriesLeft = null, DateTimeOffset? LockedUntil = null, bool IsSecond = false) : ChallengeProgress;

/// <summary>The result of an approved challenge.</summary>
/// <param name="Bypassed">S-43.</param>
/// <param name="Federated">How the person signed in at a provider first (S-58); null when the phone alone signed in.</param>
/// <param name="Secret">The same with a password.</param>
/// <param name="Granted">
/// What the client was granted just now. Null when a session was opened; or when the same was asked before: then the grant itself is asked,
/// which may have ended.
/// </param>
/// <param name="GrantExpiresAt">When that ends.</param>
public sealed record SignedIn(
    UserName User, NumberMode Mode, DeviceId Device, string Client, DateTimeOffset AuthenticatedAt, DateTimeOffset SessionExpiresAt,
    ImmutableArray<string> Bypassed, FederatedSignIn? Federated = null, SecretSignIn? Secret = null, Grant? Granted = null,
    DateTimeOffset? GrantExpiresAt = null) : UserAnswer
{
    /// <summary>N14: what may honestly be said of how the person was there.</summary>
    public string AuthenticationContext =>
        Federated?.AuthenticationContext ?? Secret?.AuthenticationContext ?? Mode.Meaning().AuthenticationContext;

    public IReadOnlyList<string> AuthenticationMethods =>
        Federated?.AuthenticationMethods ?? Secret?.AuthenticationMethods ?? NumberModes.AuthenticationMethods;

    /// <summary>When it was collected first: asked again, the answer is the same (I19), and nobody has signed in once more.</summary>
    [JsonIgnore]
    public DateTimeOffset CollectedAt => SessionExpiresAt - Limits.SessionLife;
}

/// <summary>A person who came back from a provider is signed in.</summary>
/// <param name="AuthenticatedAt">When the provider says that the person was there.</param>
/// <param name="How">The way, and the reason why it was taken (WAY-8).</param>
/// <param name="IsFirst">Nobody is signed in yet: a number on the phone is to follow (S-58).</param>
public sealed record SignedInFederated(
    UserName User, DateTimeOffset AuthenticatedAt, DateTimeOffset SessionExpiresAt, FederatedSignIn How, bool IsFirst = false) : UserAnswer;

/// <summary>The result of the device's statement.</summary>
/// <param name="OwesNotification">The client is to be told of it (CIBA 10.2, 10.3).</param>
public sealed record Decided(Outcome Outcome, bool OwesNotification = false) : UserAnswer;

/// <summary>The challenge that waits for a device, or nothing.</summary>
public abstract record Fetched : UserAnswer
{
    private protected Fetched() { }

    /// <summary>What the device's person is to be told, oldest first.</summary>
    public ImmutableArray<AccountNotice> Notices { get; init; } = [];
}

/// <summary>S-03: what the phone shows.</summary>
/// <param name="Choices">Empty when the number is typed (I16).</param>
public sealed record WaitingChallenge(
    ChallengeId Challenge, string Nonce, NumberMode Mode, ImmutableArray<string> Choices, string Client, ShownContext Context,
    DateTimeOffset StartedAt, DateTimeOffset ExpiresAt) : Fetched;

/// <param name="SwitchedOff">The tenant's policy is off: nothing will come.</param>
public sealed record NothingWaiting(bool SwitchedOff = false) : Fetched;

/// <summary>The ending of a challenge, in the words of answers.</summary>
public enum Outcome : byte { Malformed = 0, Approved = 1, Denied = 2, WrongNumber = 3, NotAllowed = 4, Expired = 5, Cancelled = 6 }
