using System.Collections.Immutable;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Users.Enrolment;

public sealed record DeviceKeyFound(PublicKey PublicKey) : UserAnswer;

/// <param name="ReleasedThrough">
/// The last registration of the device that was given back; it takes a later one to enable phone sign-in.
/// </param>
public sealed record ProofRecorded(long ReleasedThrough) : UserAnswer;

public sealed record RegistrationChecked(bool IsHeld) : UserAnswer;

/// <param name="HelpUrl">S-33.</param>
public sealed record MethodList(ImmutableArray<Method> List, string? HelpUrl) : UserAnswer;

/// <summary>The method is gone.</summary>
/// <param name="Registration">The device registration to give back; null when phone sign-in was off.</param>
public sealed record RegistrationFreed(long? Registration) : UserAnswer;

/// <summary>An authenticator as its user and administrators see it.</summary>
/// <param name="IsKeySynced">
/// Of a WebAuthn credential whether its key may leave the device; null when the decision key is the app's own.
/// </param>
public sealed record Method(
    DeviceId Device, string Name, AppReport Report, DateTimeOffset ActivatedAt, bool PhoneSignIn, bool? IsKeySynced = null);
