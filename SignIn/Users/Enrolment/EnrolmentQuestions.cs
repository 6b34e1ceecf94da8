using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.WebAuthn;

namespace Countersign.SignIn.Users.Enrolment;

/// <summary>The public key with this thumbprint, if one of the user's devices has it.</summary>
public sealed record FindDeviceKey(KeyThumbprint Key) : UserQuestion<DeviceKeyFound>;

/// <summary>The public key of this WebAuthn credential, if one of the user's devices has it.</summary>
/// <param name="Credential">By id.</param>
public sealed record FindCredentialKey(string Credential) : UserQuestion<DeviceKeyFound>;

/// <summary>Whether this device may change something: its key is known and the proof is new. Remembers the proof.</summary>
public sealed record RecordProof(DeviceId Device, KeyThumbprint SignedBy, SecretHash Jti) : UserQuestion<ProofRecorded>;

/// <summary>Stage 2 (S-31).</summary>
/// <param name="Registration">The device's registration to this user; null when it has none (S-50).</param>
public sealed record EnablePhoneSignIn(DeviceId Device, KeyThumbprint SignedBy, AppReport Report, long? Registration)
    : UserQuestion<UserAnswer.Done>;

/// <summary>The person has seen, on this device, the notices up to this number.</summary>
public sealed record SeeNotices(DeviceId Device, KeyThumbprint SignedBy, long Through) : UserQuestion<UserAnswer.Done>;

/// <summary>Another name that this device gives itself.</summary>
/// <param name="Name">Display text, not empty.</param>
public sealed record RenameDevice(DeviceId Device, KeyThumbprint SignedBy, string Name) : UserQuestion<UserAnswer.Done>;

/// <summary>S-39: phone sign-in only; MFA stays.</summary>
public sealed record DisablePhoneSignIn(DeviceId Device, KeyThumbprint SignedBy) : UserQuestion<RegistrationFreed>;

/// <summary>
/// Whether this registration of the device still serves the user; one that was given back, or whose authenticator is gone, does not.
/// </summary>
public sealed record CheckRegistration(DeviceId Device, long Registration) : UserQuestion<RegistrationChecked>;

/// <summary>S-29, S-30: an activation code for a signed-in user.</summary>
public sealed record IssueActivationCode(SecretHash Session, SecretHash Code) : UserQuestion<UserAnswer.Done>;

/// <summary>Stage 1 (S-31). Both keys have signed, or one and a credential was made for it; see the device protocol.</summary>
/// <param name="Credential">The WebAuthn credential whose key the decision key is; null when it is none's.</param>
public sealed record ActivateDevice(
    SecretHash Code, DeviceId Device, string Name, PublicKey RequestKey, PublicKey DecisionKey, AppReport Report,
    WebAuthnCredential? Credential = null)
    : UserQuestion<UserAnswer.Done>;

/// <summary>What My Security Info shows of a person.</summary>
/// <param name="Initiator">The browser that asks, as it would begin a sign-in; null when nothing is known of it.</param>
public sealed record ListMethods(SecretHash Session, Initiator? Initiator = null) : UserQuestion<MethodList>;

/// <summary>Another name for a method, by which its owner knows it.</summary>
/// <param name="Name">Display text, not empty.</param>
public sealed record RenameMethod(DeviceId Device, string Name, SecretHash Session) : UserQuestion<UserAnswer.Done>;

/// <summary>S-38: without the device. By the user when there is a session, otherwise by an administrator.</summary>
public sealed record RemoveMethod(DeviceId Device, SecretHash? Session) : UserQuestion<RegistrationFreed>;
