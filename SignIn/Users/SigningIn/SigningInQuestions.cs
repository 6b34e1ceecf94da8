using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.WebAuthn;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users.SigningIn;

/// <summary>S-01: begin a sign-in. Ids, nonce, secret and number are drawn by the caller.</summary>
/// <param name="Browser">Hash of the secret the browser will hold.</param>
/// <param name="Resume">
/// Hash of the secret the browser holds already, if any: its own pending challenge is shown again, not counted as a second attempt.
/// </param>
/// <param name="Backchannel">What a client asked on the backchannel; null when a browser began it.</param>
/// <param name="Held">The same of the browser's other transactions.</param>
/// <param name="Initiator">Null when nothing is known of the browser.</param>
/// <param name="MayKnow">Whoever asks may hear that the person cannot be asked (I16).</param>
/// <param name="IsUnproved">What the person should have told the client was wrong or missing (CIBA 7.1): no phone may be asked.</param>
/// <param name="Decoys">Those among the browser's transactions.</param>
/// <param name="HasOneSecret">Every try of this start brings the same secret.</param>
/// <param name="First">Hash of what the browser holds that gave a first factor, which this is to follow (S-58); null: none did.</param>
public sealed record StartSignIn(
    RequestId Request, ChallengeId Challenge, string Nonce, SecretHash Browser, SecretHash? Resume, NumberDraw Draw,
    string Client, ShownContext Context, BackchannelRequest? Backchannel = null, IReadOnlyList<SecretHash>? Held = null,
    Initiator? Initiator = null, bool MayKnow = false, bool IsUnproved = false, IReadOnlyList<DecoyTicket>? Decoys = null,
    bool HasOneSecret = false, SecretHash? First = null)
    : UserQuestion<StartAnswered>
{
    /// <summary>Whether the browser that asks is the one that holds this challenge.</summary>
    internal bool IsFromHolderOf(Slot.Waiting waiting) => waiting.Browser == Resume || Held?.Contains(waiting.Browser) == true;
}

/// <summary>A question of whoever holds a challenge, which may be a decoy.</summary>
internal interface IAskedByHolder
{
    /// <summary>Null when the challenge is none.</summary>
    DecoyTicket? Decoy { get; }
}

/// <summary>Asks how the challenge stands.</summary>
public sealed record ObserveChallenge(ChallengeId Challenge, SecretHash Browser, DecoyTicket? Decoy = null)
    : UserQuestion<ChallengeProgress>, IAskedByHolder;

public sealed record CancelChallenge(ChallengeId Challenge, SecretHash Browser, DecoyTicket? Decoy = null)
    : UserQuestion<UserAnswer.Done>, IAskedByHolder;

/// <summary>"It wasn't me", said by the signed-in person at My Security Info of what waits for their phone.</summary>
public sealed record DisownChallenge(ChallengeId Challenge, SecretHash Session) : UserQuestion<UserAnswer.Done>;

/// <summary>"It wasn't me", said by the signed-in person of a sign-in that is over: whoever began it is barred.</summary>
/// <param name="Who">Began it, as the sign-in log has it.</param>
/// <param name="Browser">The known browser that says so; null: it is none.</param>
public sealed record ReportSignIn(SecretHash Who, SecretHash Session, SecretHash? Browser = null) : UserQuestion<UserAnswer.Done>;

/// <summary>S-42: the extra click. Ends the browser's pending challenge, if it has one.</summary>
public sealed record UsePasswordInstead(ChallengeId Challenge, SecretHash Browser, DecoyTicket? Decoy = null)
    : UserQuestion<FellBack>, IAskedByHolder;

/// <summary>I5: collect the result, once.</summary>
/// <param name="Session">Hash of the secret of the session to open; null with an opening.</param>
/// <param name="Opening">The grant that comes of it instead of a session: for a backchannel sign-in, by its client (CIBA 10).</param>
public sealed record RedeemChallenge(
    ChallengeId Challenge, SecretHash Browser, RequestId Request, SecretHash? Session, GrantOpening? Opening = null,
    DecoyTicket? Decoy = null) : UserQuestion<SignedIn>, IAskedByHolder;

/// <summary>Somebody came back from a provider, which vouches for them: sign them in as this user, once (I5).</summary>
/// <param name="Session">
/// Hash of the secret of the session to open. It follows from what the browser holds, so the same redemption asked again opens no second.
/// </param>
/// <param name="Reason">Why the phone was not asked.</param>
/// <param name="Client">Who asked for the sign-in, by id.</param>
/// <param name="Generation">The client's, when the person was sent to the provider.</param>
/// <param name="SealedToken">The provider's ID token, sealed by the gateway, for signing out there; null: not needed.</param>
/// <param name="First">Hash of what the browser holds, should a number on the phone have to follow (S-58); null: none can.</param>
public sealed record RedeemFederated(
    FederatedAssertion Assertion, SecretHash Session, FallbackReason Reason, string Client, long Generation = 0,
    string? SealedToken = null, SecretHash? First = null) : UserQuestion<SignedInFederated>;

/// <summary>What a provider said of a person, in a token whose signature, issuer, audience, nonce and times have been verified.</summary>
/// <param name="Provider">By id.</param>
/// <param name="Since">Since which change of the tenant the domain signed in there, when the person was sent.</param>
/// <param name="Subject">Hash of its <c>sub</c>.</param>
/// <param name="Name">The user name it says, canonical; null when it says none that is one.</param>
/// <param name="Context">Its <c>acr</c>, where it is trusted; null: none.</param>
/// <param name="Methods">Its <c>amr</c>, where it is trusted, with spaces.</param>
public sealed record FederatedAssertion(
    string Provider, long Since, SecretHash Subject, UserName? Name, DateTimeOffset AuthenticatedAt, string? Context = null,
    string Methods = "");

/// <summary>
/// I7, I8: whether what the person granted is still served (<see cref="Standing"/>). Asked last, and asked by whoever gives tokens: the
/// fact of a token set becomes durable with the answer that it may be given, and with no other (I18).
/// </summary>
/// <param name="Session">The session it came from must still be open; null when that does not matter.</param>
/// <param name="Generation">The client's, as the door found it registered; null when it did not.</param>
/// <param name="Tokens">Null when none are given for it.</param>
public sealed record CheckStanding(Grant Grant, SecretHash? Session, long? Generation, TokenSet? Tokens = null)
    : UserQuestion<UserAnswer.Done>;

/// <summary>
/// A decision whose signature has been verified with the key <paramref name="SignedBy"/>, and whose audience is this issuer (I4).
/// </summary>
/// <param name="Identity">Hash of the statement's signing input.</param>
/// <param name="Jws">As received, for the audit (T32).</param>
/// <param name="Assertion">A WebAuthn credential's, verified, over the statement's identity; null when none came.</param>
public sealed record AnswerChallenge(
    DecisionStatement Statement, KeyThumbprint SignedBy, SecretHash Identity, string Jws, VerifiedAssertion? Assertion = null)
    : UserQuestion<Decided>;

/// <summary>Asks for what is waiting for this device. Proved by its request key, as all below.</summary>
public sealed record FetchWaiting(DeviceId Device, KeyThumbprint SignedBy, AppReport Report) : UserQuestion<Fetched>;

/// <summary>Time has passed: record what it ended.</summary>
public sealed record RecordExpiry : UserQuestion<UserAnswer.Done>;
