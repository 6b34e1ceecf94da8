using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Users;

/// <summary>
/// What may be asked of a user. Every one may be asked again: a repeated command is a normal answer, not a second effect (I19).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Observe), "observe")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(UsePassword), "usePassword")]
[JsonDerivedType(typeof(Redeem), "redeem")]
[JsonDerivedType(typeof(Standing), "standing")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Fetch), "fetch")]
[JsonDerivedType(typeof(FindKey), "findKey")]
[JsonDerivedType(typeof(Prove), "prove")]
[JsonDerivedType(typeof(Enable), "enable")]
[JsonDerivedType(typeof(Disable), "disable")]
[JsonDerivedType(typeof(Holds), "holds")]
[JsonDerivedType(typeof(IssueCode), "issueCode")]
[JsonDerivedType(typeof(Activate), "activate")]
[JsonDerivedType(typeof(ListMethods), "listMethods")]
[JsonDerivedType(typeof(RemoveMethod), "removeMethod")]
[JsonDerivedType(typeof(UsePass), "usePass")]
[JsonDerivedType(typeof(CheckSession), "checkSession")]
[JsonDerivedType(typeof(EndSession), "endSession")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Provision), "provision")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(ChangeGroup), "changeGroup")]
[JsonDerivedType(typeof(IssuePass), "issuePass")]
[JsonDerivedType(typeof(Unlock), "unlock")]
[JsonDerivedType(typeof(SetUserCode), "setUserCode")]
[JsonDerivedType(typeof(CheckUserCode), "checkUserCode")]
[JsonDerivedType(typeof(Tick), "tick")]
public abstract record UserCommand
{
    // --- the browser ------------------------------------------------------------------------------------------------------------

    /// <summary>S-01: begin a sign-in. Ids, nonce, secret and number are drawn by the caller.</summary>
    /// <param name="Browser">Hash of the secret the browser will hold.</param>
    /// <param name="Resume">
    /// Hash of the secret the browser holds already, if any: its own pending challenge is shown again, not counted as a second attempt.
    /// </param>
    /// <param name="Backchannel">What a client asked on the backchannel; null when a browser began it.</param>
    public sealed record Start(
        RequestId Request, ChallengeId Challenge, string Nonce, SecretHash Browser, SecretHash? Resume, NumberDraw Draw,
        string Client, ShownContext Context, BackchannelRequest? Backchannel = null) : UserCommand;

    /// <summary>How the challenge stands.</summary>
    public sealed record Observe(ChallengeId Challenge, SecretHash Browser) : UserCommand;

    public sealed record Cancel(ChallengeId Challenge, SecretHash Browser) : UserCommand;

    /// <summary>S-42: the extra click. Ends the browser's pending challenge, if it has one.</summary>
    public sealed record UsePassword(ChallengeId Challenge, SecretHash Browser) : UserCommand;

    /// <summary>I5: collect the result, once.</summary>
    /// <param name="Session">Hash of the secret of the session to open; null with an opening.</param>
    /// <param name="Opening">The grant that comes of it instead of a session: for a backchannel sign-in, by its client (CIBA 10).</param>
    public sealed record Redeem(
        ChallengeId Challenge, SecretHash Browser, RequestId Request, SecretHash? Session, GrantOpening? Opening = null) : UserCommand;

    /// <summary>I8: whether what the person granted still stands: enabled, not locked, a phone that signs in, the policy.</summary>
    /// <param name="Session">The session it came from must still be open; null when that does not matter.</param>
    public sealed record Standing(SecretHash? Session) : UserCommand;

    // --- the device -------------------------------------------------------------------------------------------------------------

    /// <summary>
    /// A decision whose signature has been verified with the key <paramref name="SignedBy"/>, and whose audience is this issuer (I4).
    /// </summary>
    /// <param name="Identity">Hash of the statement's signing input.</param>
    /// <param name="Jws">As received, for the audit (T32).</param>
    public sealed record Answer(DecisionStatement Statement, KeyThumbprint SignedBy, SecretHash Identity, string Jws) : UserCommand;

    /// <summary>What is waiting for this device. Proved by its request key, as all below.</summary>
    public sealed record Fetch(DeviceId Device, KeyThumbprint SignedBy, AppReport Report) : UserCommand;

    /// <summary>The public key with this thumbprint, if one of the user's devices has it.</summary>
    public sealed record FindKey(KeyThumbprint Key) : UserCommand;

    /// <summary>Whether this device may change something: its key is known and the proof is new. Remembers the proof.</summary>
    public sealed record Prove(DeviceId Device, KeyThumbprint SignedBy, SecretHash Jti) : UserCommand;

    /// <summary>Stage 2 (S-31).</summary>
    /// <param name="Registration">The device's registration to this user; null when it has none (S-50).</param>
    public sealed record Enable(DeviceId Device, KeyThumbprint SignedBy, AppReport Report, long? Registration) : UserCommand;

    /// <summary>S-39: phone sign-in only; MFA stays.</summary>
    public sealed record Disable(DeviceId Device, KeyThumbprint SignedBy) : UserCommand;

    /// <summary>
    /// Whether this registration of the device still serves the user; one that was given back, or whose authenticator is gone, does not.
    /// </summary>
    public sealed record Holds(DeviceId Device, long Registration) : UserCommand;

    // --- My Security Info --------------------------------------------------------------------------------------------------------

    /// <summary>S-29, S-30: an activation code for a signed-in user.</summary>
    public sealed record IssueCode(SecretHash Session, SecretHash Code) : UserCommand;

    /// <summary>Stage 1 (S-31). Both keys have signed; see the device protocol.</summary>
    public sealed record Activate(SecretHash Code, DeviceId Device, string Name, PublicKey RequestKey, PublicKey DecisionKey, AppReport Report) : UserCommand;

    public sealed record ListMethods(SecretHash Session) : UserCommand;

    /// <summary>S-38: without the device. By the user when there is a session, otherwise by an administrator.</summary>
    public sealed record RemoveMethod(DeviceId Device, SecretHash? Session) : UserCommand;

    /// <summary>The first session, from a Temporary Access Pass.</summary>
    public sealed record UsePass(SecretHash Pass, SecretHash Session) : UserCommand;

    public sealed record CheckSession(SecretHash Session) : UserCommand;

    public sealed record EndSession(SecretHash Session) : UserCommand;

    // --- administration ----------------------------------------------------------------------------------------------------------

    public sealed record Describe : UserCommand;

    /// <summary>Creates or changes the user. Members that are null stay as they are.</summary>
    public sealed record Provision(bool? Enabled, bool? OnPremisesMfa) : UserCommand;

    public sealed record Remove : UserCommand;

    /// <param name="Group">Canonical group name.</param>
    public sealed record ChangeGroup(string Group, bool Member) : UserCommand;

    public sealed record IssuePass(SecretHash Pass) : UserCommand;

    /// <summary>Ends a lock and forgets wrong numbers and prompts: by an administrator, or after a password or federated sign-in.</summary>
    public sealed record Unlock : UserCommand;

    /// <summary>What clients must send from then on to ask this user on the backchannel (CIBA 7.1, C15); null: nothing.</summary>
    public sealed record SetUserCode(SecretHash? Code) : UserCommand;

    /// <summary>Whether a client sent what it must; who has no user code is content with anything.</summary>
    /// <param name="Code">Null when it sent none.</param>
    public sealed record CheckUserCode(SecretHash? Code) : UserCommand;

    /// <summary>Time has passed: record what it ended.</summary>
    public sealed record Tick : UserCommand;
}

/// <summary>What a user answers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Prompted), "prompted")]
[JsonDerivedType(typeof(FallBack), "fallBack")]
[JsonDerivedType(typeof(Throttled), "throttled")]
[JsonDerivedType(typeof(Pending), "pending")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(SignedIn), "signedIn")]
[JsonDerivedType(typeof(Decided), "decided")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Nothing), "nothing")]
[JsonDerivedType(typeof(Key), "key")]
[JsonDerivedType(typeof(Proved), "proved")]
[JsonDerivedType(typeof(Held), "held")]
[JsonDerivedType(typeof(Methods), "methods")]
[JsonDerivedType(typeof(Removed), "removed")]
[JsonDerivedType(typeof(SessionIs), "session")]
[JsonDerivedType(typeof(Described), "described")]
public abstract record UserAnswer
{
    public sealed record Refused(Refusal Why) : UserAnswer;

    public sealed record Done : UserAnswer
    {
        public static readonly Done It = new();
    }

    /// <summary>S-02: show this number. Given to the start and to a reload alike.</summary>
    public sealed record Prompted(ChallengeId Challenge, string Number, NumberMode Mode, DateTimeOffset ExpiresAt) : UserAnswer;

    /// <summary>D-08: in the same answer, where to go instead.</summary>
    /// <param name="SignInUrl">The federated identity provider's address; null: the password page here.</param>
    /// <param name="RetryAt">When a prompt may be possible again, where that is known.</param>
    public sealed record FallBack(FallbackReason Reason, string? SignInUrl, DateTimeOffset? RetryAt) : UserAnswer;

    /// <summary>The tenant refuses a second attempt instead of falling back.</summary>
    public sealed record Throttled(DateTimeOffset RetryAt) : UserAnswer;

    /// <summary>Not decided yet; the number again, for a reload.</summary>
    public sealed record Pending(string Number, NumberMode Mode, DateTimeOffset ExpiresAt) : UserAnswer;

    public sealed record Ended(Outcome Outcome, bool Redeemed) : UserAnswer;

    /// <summary>The result of an approved challenge.</summary>
    /// <param name="Bypassed">S-43.</param>
    public sealed record SignedIn(
        UserName User, NumberMode Mode, DeviceId Device, string Client, DateTimeOffset AuthenticatedAt, DateTimeOffset SessionExpiresAt,
        ImmutableArray<string> Bypassed) : UserAnswer;

    /// <summary>What the device's statement came to.</summary>
    /// <param name="OwesNotice">The client is to be told of it (CIBA 10.2, 10.3).</param>
    public sealed record Decided(Outcome Outcome, bool OwesNotice = false) : UserAnswer;

    /// <summary>S-03: what the phone shows.</summary>
    /// <param name="Choices">Empty when the number is typed (I16).</param>
    public sealed record Waiting(
        ChallengeId Challenge, string Nonce, NumberMode Mode, ImmutableArray<string> Choices, string Client, ShownContext Context,
        DateTimeOffset StartedAt, DateTimeOffset ExpiresAt) : UserAnswer;

    public sealed record Nothing : UserAnswer
    {
        public static readonly Nothing Here = new();
    }

    public sealed record Key(PublicKey PublicKey) : UserAnswer;

    /// <param name="ReleasedThrough">
    /// The last registration of the device that was given back; it takes a later one to enable phone sign-in.
    /// </param>
    public sealed record Proved(long ReleasedThrough) : UserAnswer;

    public sealed record Held(bool IsHeld) : UserAnswer;

    /// <param name="HelpUrl">S-33.</param>
    public sealed record Methods(ImmutableArray<Method> List, string? HelpUrl) : UserAnswer;

    /// <summary>The method is gone.</summary>
    /// <param name="Registration">The device registration to give back; null when phone sign-in was off.</param>
    public sealed record Removed(long? Registration) : UserAnswer;

    /// <param name="Mode">How the number was shown; null when no phone opened it.</param>
    /// <param name="AuthenticatedAt">When the phone approved.</param>
    public sealed record SessionIs(
        SessionMethod Method, DateTimeOffset ExpiresAt, string? HelpUrl, NumberMode? Mode = null, DateTimeOffset? AuthenticatedAt = null) : UserAnswer;

    public sealed record Described(Description User) : UserAnswer;
}

/// <summary>How a challenge ended, in the words of answers. Order of the life of one.</summary>
public enum Outcome : byte { Malformed = 0, Approved = 1, Denied = 2, WrongNumber = 3, NotAllowed = 4, Expired = 5, Cancelled = 6 }

/// <summary>Why there is no prompt.</summary>
public enum FallbackReason : byte
{
    Malformed = 0,

    /// <summary>
    /// No prompt can be made for this name: unknown, disabled, without the credential, or the tenant does not use the method. One word for
    /// all (I16).
    /// </summary>
    NotAvailable = 1,

    /// <summary>S-45: another attempt is pending.</summary>
    Pending = 2,

    /// <summary>Locked after wrong numbers.</summary>
    Locked = 3,

    /// <summary>T1: the prompt budget is spent.</summary>
    TooManyPrompts = 4,

    /// <summary>The policy does not allow the user the method, in a tenant that checks before prompting.</summary>
    NotAllowedByPolicy = 5,

    /// <summary>S-42: the person asked.</summary>
    Requested = 6,
}

/// <summary>An authenticator as its user and administrators see it.</summary>
public sealed record Method(DeviceId Device, string Name, AppReport Report, DateTimeOffset ActivatedAt, bool PhoneSignIn);

/// <summary>A user as administrators see one.</summary>
public sealed record Description(
    bool Enabled, bool OnPremisesMfa, ImmutableArray<string> Groups, ImmutableArray<Method> Methods, bool Pending,
    DateTimeOffset? LockedUntil, int WrongNumbers, bool Targeted);
