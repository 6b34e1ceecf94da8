using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Users.Enrolment;

public sealed record DeviceKeyFound(PublicKey PublicKey) : UserAnswer;

/// <param name="ReleasedThrough">
/// The last registration of the device that was given back; it takes a later one to enable phone sign-in.
/// </param>
/// <param name="AccountsPerPhone">How many accounts of an installation the tenant lets have phone sign-in.</param>
public sealed record ProofRecorded(long ReleasedThrough, int AccountsPerPhone = 1) : UserAnswer;

public sealed record RegistrationChecked(bool IsHeld) : UserAnswer;

/// <summary>The phones to wake for a challenge. For the service alone to know.</summary>
/// <param name="ExpiresAt">The challenge's end: from then on nobody is woken for it.</param>
public sealed record WakeUps(DateTimeOffset ExpiresAt, ImmutableArray<PhoneToWake> Phones) : UserAnswer
{
    public static readonly WakeUps None = new(DateTimeOffset.UnixEpoch, []);
}

public sealed record PhoneToWake(DeviceId Device, PushSubscription Subscription);

/// <summary>What My Security Info shows of a person (ADM-1).</summary>
/// <param name="HelpUrl">S-33.</param>
/// <param name="Sessions">Sign-ins that are open, the latest first.</param>
/// <param name="IsFresh">The session may change how its user signs in; otherwise it takes another sign-in first (A9).</param>
/// <param name="Code">The activation code that is under way; null for none.</param>
/// <param name="Waiting">What waits for the person's phone; null for nothing.</param>
/// <param name="IsKnownBrowser">The person has signed in with the browser that asks, by phone, and it counts (T3).</param>
public sealed record MethodList(
    ImmutableArray<Method> List, string? HelpUrl, ImmutableArray<OpenSession> Sessions = default, bool IsFresh = false,
    CodeProgress? Code = null, OwnWaiting? Waiting = null, bool IsKnownBrowser = false) : UserAnswer
{
    /// <summary>None, where a silo of the last release says nothing of them.</summary>
    public ImmutableArray<OpenSession> Sessions { get; init; } = Sessions.IsDefault ? [] : Sessions;
}

/// <param name="At">When the person signed in.</param>
/// <param name="Phone">The phone that approved; null where none did.</param>
/// <param name="IsThis">It is the session that asks.</param>
public sealed record OpenSession(SessionMethod Method, DateTimeOffset At, DateTimeOffset ExpiresAt, DeviceId? Phone, bool IsThis);

/// <param name="UsedBy">The device that is activated with it; null as long as none is.</param>
public sealed record CodeProgress(DateTimeOffset ExpiresAt, DeviceId? UsedBy);

/// <summary>What a phone shows of a sign-in that waits, for its person in a browser: never the number.</summary>
public sealed record OwnWaiting(ChallengeId Challenge, ShownContext Context, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt);

/// <summary>The method is gone.</summary>
/// <param name="Registration">The device registration to give back; null when phone sign-in was off.</param>
public sealed record RegistrationFreed(long? Registration) : UserAnswer;

/// <summary>An authenticator as its user and administrators see it.</summary>
/// <param name="LastUsedAt">When it last approved a sign-in; null: not yet, as far as is known.</param>
/// <param name="IsKeySynced">
/// Of a WebAuthn credential whether its key may leave the device; null when the decision key is the app's own.
/// </param>
/// <param name="Push">Whether it can be woken.</param>
public sealed record Method(
    DeviceId Device, string Name, AppReport Report, DateTimeOffset ActivatedAt, bool PhoneSignIn, DateTimeOffset? LastUsedAt = null,
    bool? IsKeySynced = null, PushStanding Push = PushStanding.None);
