using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Users;

/// <summary>
/// The state of a user. The pending slot, the number, the counters and the decisions are here together, so that "one pending" (I1),
/// "decided once" (I2), "redeemed once" (I5), revocation (I7) and the budgets (I15) are one compare-and-swap.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Present), "present")]
public abstract record UserState
{
    public static readonly UserState None = new Absent();

    /// <summary>The time at which the row needs a turn although nobody asks: a pending challenge ends.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => this is Present { Slot: Slot.Waiting waiting } ? waiting.ExpiresAt : null;

    /// <summary>Never provisioned, or removed. The row of a removed user stays, so that its versions never start again.</summary>
    /// <param name="Epoch">Of the user who was removed: one of the same name has a later one.</param>
    /// <param name="Found">See <see cref="Profile.Found"/>: rows of the store, which stay.</param>
    public sealed record Absent(long Epoch = 0, ImmutableArray<SecretHash>? Found = null) : UserState;

    /// <param name="UserCode">Of what clients must send to ask on the backchannel (CIBA 7.1); null when the user has none.</param>
    /// <param name="Epoch">Raised by whatever ends everything of the user; see <see cref="StandsOn"/>.</param>
    /// <param name="Enablings">How often phone sign-in was enabled on a phone.</param>
    /// <param name="LastTokens">The mark of the last token set that was given.</param>
    /// <param name="Link">To a provider's person; null: to none.</param>
    /// <param name="Linkings">How often the user was linked.</param>
    /// <param name="LastNotice">The number of the last notice that there was.</param>
    /// <param name="Notices">What phones are to be told, oldest first; null: nothing.</param>
    /// <param name="BrowsersSince">Browsers that the person signed in with before are not known any more; null: all are.</param>
    /// <param name="Secrets">Password and recovery codes; null: there never were any, nor an attempt at one.</param>
    /// <param name="FirstFactors">That wait for a number on the phone, oldest first; null: there never were any.</param>
    /// <param name="TakenBack">Challenges that were collected twice; null: none was since the epoch began.</param>
    /// <param name="Passkeys">Null: there never was one.</param>
    /// <param name="Profile">What a directory keeps of the user; null: nothing.</param>
    public sealed record Present(
        bool Enabled,
        bool OnPremisesMfa,
        ImmutableHashSet<string> Groups,
        ImmutableArray<Authenticator> Authenticators,
        Slot Slot,
        ImmutableArray<Settled> Settled,
        PromptHistory Prompts,
        EnrolmentSecrets Enrolment,
        ImmutableArray<Session> Sessions,
        ImmutableArray<SeenProof> Proofs,
        SecretHash? UserCode = null,
        long Epoch = 0,
        long Enablings = 0,
        RequestId? LastTokens = null,
        ProviderLink? Link = null,
        long Linkings = 0,
        long LastNotice = 0,
        ImmutableArray<AccountNotice>? Notices = null,
        DateTimeOffset? BrowsersSince = null,
        Secrets? Secrets = null,
        ImmutableArray<ChallengeId>? TakenBack = null,
        ImmutableArray<FirstFactor>? FirstFactors = null,
        KeptPasskeys? Passkeys = null,
        Profile? Profile = null) : UserState
    {
        public static readonly Present New = new(
            true, false, [], [], Slot.Free.Here, [], PromptHistory.Empty, EnrolmentSecrets.None, [], []);

        /// <summary>A user who comes into being: another than whoever had the name before.</summary>
        /// <param name="before">Null: nobody had.</param>
        internal static Present Begun(Absent? before)
        {
            var epoch = before is null ? 1 : before.Epoch + 1;
            return New with { Epoch = epoch, Profile = (Profile.None with { Found = before?.Found }).Begun(epoch) };
        }

        public Authenticator? Find(DeviceId device) => Authenticators.FirstOrDefault(a => a.Device == device);

        /// <summary>The user with this device changed, if it is there.</summary>
        internal Present With(DeviceId device, Func<Authenticator, Authenticator> change) =>
            this with { Authenticators = [.. Authenticators.Select(a => a.Device == device ? change(a) : a)] };

        /// <summary>S-27: one of this user's devices has phone sign-in enabled.</summary>
        [JsonIgnore]
        public bool HasCredential => Authenticators.Any(a => a.PhoneSignIn is PhoneSignIn.On);

        /// <summary>The first factor of this hash, while it may be followed by a second.</summary>
        internal FirstFactor? FirstFactorOf(SecretHash hash, DateTimeOffset now) =>
            (FirstFactors ?? []).FirstOrDefault(first => first.Hash == hash && now < first.ExpiresAt);
    }
}

/// <summary>The one place a pending challenge can be (I1). The number lives here and nowhere else.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Free), "free")]
[JsonDerivedType(typeof(Waiting), "waiting")]
public abstract record Slot
{
    public sealed record Free : Slot
    {
        public static readonly Free Here = new();
    }

    /// <param name="Request">The start that made it (I19).</param>
    /// <param name="Browser">Hash of the secret that only the browser that began it holds (I6).</param>
    /// <param name="Nonce">What a signed decision must repeat: 128 bits, base64url (N10).</param>
    /// <param name="Client">Who asked for the sign-in, by id.</param>
    /// <param name="ExpiresAt">From this instant on it cannot be approved (I9).</param>
    /// <param name="Backchannel">Null when a browser began it.</param>
    /// <param name="Initiator">Null when nothing is known of who began it.</param>
    /// <param name="Share">What it counts against (T1).</param>
    /// <param name="IsAwaited">A browser of the person's own found it here: the next turn is such a browser's (T3).</param>
    /// <param name="First">The first factor, when it is the second (S-58); null: the phone alone signs in.</param>
    public sealed record Waiting(
        ChallengeId Id,
        RequestId Request,
        SecretHash Browser,
        PresentedNumber Number,
        string Nonce,
        string Client,
        ShownContext Context,
        DateTimeOffset StartedAt,
        DateTimeOffset ExpiresAt,
        BackchannelMark? Backchannel = null,
        Initiator? Initiator = null,
        PromptShare Share = PromptShare.Common,
        bool IsAwaited = false,
        FirstFactor? First = null) : Slot
    {
        /// <summary>I9: not past its end, and not from a future that a clock stepping back has made of the past.</summary>
        public bool IsLive(DateTimeOffset now) => now < ExpiresAt && now >= StartedAt - Limits.ClockSkew;
    }
}

/// <summary>
/// A challenge that has ended, remembered for <see cref="Limits.ResultLife"/> so that its browser and its device get the true answer.
/// </summary>
/// <param name="StandsOn">What an approval stands on; null of what is none.</param>
/// <param name="First">The first factor, when it was the second (S-58).</param>
public sealed record Settled(
    ChallengeId Id, RequestId Request, SecretHash Browser, NumberMode Mode, string Client, DateTimeOffset At, Ending Ending,
    StandsOn? StandsOn = null, FirstFactor? First = null)
{
    /// <summary>The same; what a release settled that did not know it stands on the phone as it was then.</summary>
    [JsonIgnore]
    public StandsOn? Foundation => StandsOn ?? (Ending is Ending.Approved approved ? new(0, approved.Answered.Device) : null);
}

/// <summary>The ending of a challenge: exactly one of these, for good (I2).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(Denied), "denied")]
[JsonDerivedType(typeof(WrongNumber), "wrongNumber")]
[JsonDerivedType(typeof(NotAllowed), "notAllowed")]
[JsonDerivedType(typeof(Expired), "expired")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
public abstract record Ending
{
    /// <param name="Redemption">Null until the browser has collected the result (I5).</param>
    /// <param name="Withdrawn">The device or the user has lost the right since; it does not come back with the right (I7).</param>
    public sealed record Approved(Answered Answered, Redemption? Redemption, bool Withdrawn = false) : Ending;

    /// <summary>S-07.</summary>
    public sealed record Denied(Answered Answered) : Ending;

    /// <summary>S-06.</summary>
    public sealed record WrongNumber(Answered Answered) : Ending;

    /// <summary>S-35: matched, approved and verified by somebody the policy does not allow the method.</summary>
    public sealed record NotAllowed(Answered Answered) : Ending;

    public sealed record Expired : Ending;

    /// <summary>By its own browser, or because the user was disabled or removed.</summary>
    public sealed record Cancelled : Ending;

    /// <summary>The device's answer, when a device ended it.</summary>
    [JsonIgnore]
    public Answered? ByDevice => this switch
    {
        Approved ending => ending.Answered,
        Denied ending => ending.Answered,
        WrongNumber ending => ending.Answered,
        NotAllowed ending => ending.Answered,
        _ => null,
    };
}

/// <param name="Key">The key that signed.</param>
/// <param name="Statement">SHA-256 of the signing input: the statement's identity (T8, T12).</param>
public sealed record Answered(DeviceId Device, KeyThumbprint Key, SecretHash Statement);

/// <param name="Request">The request that redeemed it: asked again, it gives a result again instead of a refusal (I19).</param>
/// <param name="Session">The session it opened; null when it made a grant instead.</param>
/// <param name="Revoked">Somebody else tried to redeem it too: from then on nobody can (I5).</param>
public sealed record Redemption(RequestId Request, SecretHash? Session, DateTimeOffset At, bool Revoked = false);

/// <summary>One of a user's app installations, after stage 1 (S-31).</summary>
/// <param name="RequestKey">Signs requests and denials.</param>
/// <param name="DecisionKey">Signs approvals; behind the PIN or biometric.</param>
/// <param name="Report">The platform and versions it last reported (S-16, S-17).</param>
/// <param name="LastUsedAt">When it last approved a sign-in; null: not since this is remembered.</param>
/// <param name="Credential">The WebAuthn credential whose key the decision key is; null when the key signs statements itself.</param>
/// <param name="Push">Where it is woken; null: it looks by itself.</param>
public sealed record Authenticator(
    DeviceId Device,
    string Name,
    PublicKey RequestKey,
    PublicKey DecisionKey,
    AppReport Report,
    DateTimeOffset ActivatedAt,
    PhoneSignIn PhoneSignIn,
    DateTimeOffset? LastUsedAt = null,
    WebAuthnCredential? Credential = null,
    PushSubscription? Push = null);

/// <summary>Stage 2 (S-31).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Off), "off")]
[JsonDerivedType(typeof(On), "on")]
public abstract record PhoneSignIn
{
    /// <param name="ReleasedThrough">
    /// The last device registration given back; 0 for none. Enabling needs a later one, so that an enabling that was under way when the
    /// registration was given back cannot bring it to life again (S-52).
    /// </param>
    public sealed record Off(long ReleasedThrough) : PhoneSignIn
    {
        public static readonly Off Never = new(0);
    }

    /// <param name="Registration">Which registration of the device it stands on (S-50).</param>
    /// <param name="NotFor">
    /// The challenge that was pending when it was enabled. A key that comes back must not answer what its removal took from it (I7).
    /// </param>
    /// <param name="Enabling">Which of the user's enablings it was.</param>
    public sealed record On(long Registration, DateTimeOffset EnabledAt, ChallengeId? NotFor = null, long Enabling = 0) : PhoneSignIn
    {
        public bool MayAnswer(ChallengeId challenge) => NotFor != challenge;
    }
}

/// <summary>Counters that survive a new challenge and a restart (I15).</summary>
/// <param name="Unapproved">When each prompt of the common share since the last success began, oldest first.</param>
/// <param name="WrongNumbers">When each wrong number since the last success was answered, oldest first.</param>
/// <param name="LockedUntil">Phone sign-in is locked until then.</param>
/// <param name="Initiators">What is remembered of who began them; null: nothing.</param>
public sealed record PromptHistory(
    ImmutableArray<DateTimeOffset> Unapproved, ImmutableArray<DateTimeOffset> WrongNumbers, DateTimeOffset? LockedUntil,
    Initiators? Initiators = null)
{
    public static readonly PromptHistory Empty = new([], [], null);

    /// <summary>Nothing is counted and nothing locked.</summary>
    [JsonIgnore]
    public bool IsClear =>
        Unapproved.IsEmpty && WrongNumbers.IsEmpty && LockedUntil is null && Initiators is not { Prompts.IsEmpty: false };

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>
    /// After a sign-in by another way: a lock ends, and the wrong numbers with it. Prompts that nobody approved stay counted (I15): a
    /// stranger gets no more of them because the person signed in elsewhere.
    /// </summary>
    public PromptHistory Unlocked() => this with { WrongNumbers = [], LockedUntil = null };

    /// <summary>After a success: what was counted is forgotten; who is barred, and where the person signs in from, is not.</summary>
    public PromptHistory Afresh() =>
        Empty with { Initiators = Initiators is null ? null : Initiators with { Prompts = [], OwnTurnUntil = null } };

    /// <summary>Where the person has signed in from is any place.</summary>
    public PromptHistory Unfamiliar() => Initiators is null ? this : this with { Initiators = Initiators with { Familiar = [] } };

    /// <summary>
    /// After a success in a browser of the person's own, or with a pass: what such browsers were counted for is forgotten, and strangers
    /// get no more prompts for it (I15).
    /// </summary>
    public PromptHistory OwnAfresh() => Afresh() with
    {
        Unapproved = Unapproved,
        Initiators = (Initiators ?? Initiators.None) with
        {
            Prompts = (Initiators ?? Initiators.None).Prompts.RemoveAll(p => p.Share is PromptShare.Own or PromptShare.OwnCancelled),
        },
    };
}

/// <summary>Secrets under way towards a new method or a first session.</summary>
/// <param name="CodesIssued">When codes were issued in the last hour (T29).</param>
public sealed record EnrolmentSecrets(TemporaryPass? Pass, ActivationCode? Code, ImmutableArray<DateTimeOffset> CodesIssued)
{
    public static readonly EnrolmentSecrets None = new(null, null, []);
}

/// <summary>A Temporary Access Pass.</summary>
/// <param name="Reusable">It stays when it was used, until it expires; otherwise its first use is its last.</param>
public sealed record TemporaryPass(SecretHash Hash, DateTimeOffset ExpiresAt, bool Reusable = false);

/// <param name="WrongTries">0. Rows from before may have counted: a stranger's guesses take no code away any more (T37).</param>
/// <param name="UsedBy">The device that used it; kept until it expires so that the same device asking again gets the same answer.</param>
/// <param name="StandsOn">What the session stands on that it was issued to.</param>
public sealed record ActivationCode(
    SecretHash Hash, DateTimeOffset ExpiresAt, int WrongTries, DeviceId? UsedBy, StandsOn? StandsOn = null);

/// <summary>The way a session was opened.</summary>
public enum SessionMethod : byte
{
    Malformed = 0, TemporaryPass = 1, PhoneSignIn = 2, Federated = 3, Password = 4, RecoveryCode = 5, Passkey = 6,
}

/// <param name="Hash">Of the secret in the cookie.</param>
/// <param name="Mode">How the number was shown; null when no phone opened it.</param>
/// <param name="AuthenticatedAt">When the phone approved, or when the provider says that the person was there.</param>
/// <param name="StandsOn">Null when a release that did not know it opened the session.</param>
/// <param name="Federated">How the person signed in at a provider; null when no provider opened it.</param>
/// <param name="ProviderToken">The provider's ID token, sealed by the gateway; null where it is not needed.</param>
/// <param name="Secret">How the person signed in with a password, a recovery code or a passkey; null when with none of them.</param>
public sealed record Session(
    SecretHash Hash, SessionMethod Method, DateTimeOffset OpenedAt, DateTimeOffset ExpiresAt, NumberMode? Mode = null,
    DateTimeOffset? AuthenticatedAt = null, StandsOn? StandsOn = null, FederatedSignIn? Federated = null, string? ProviderToken = null,
    SecretSignIn? Secret = null);

/// <summary>A user, as a person of a provider's (A6).</summary>
/// <param name="Provider">By id.</param>
/// <param name="Generation">The provider's: made again, or vouching for others, it is another.</param>
/// <param name="Subject">Hash of the <c>sub</c>.</param>
/// <param name="Number">Which of the user's linkings.</param>
public sealed record ProviderLink(string Provider, long Generation, SecretHash Subject, long Number, DateTimeOffset At);

/// <summary>What changed something and was signed for it, by a device or a passkey; the same again is a replay (T22).</summary>
public sealed record SeenProof(SecretHash Jti, DateTimeOffset At);
