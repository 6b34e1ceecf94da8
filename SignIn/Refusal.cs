namespace Countersign.SignIn;

/// <summary>
/// The reasons why a question is refused, in order of precedence: when several rules are broken the first in this list answers.
/// Each has a row in the gateway's table of errors and a page under <c>docs/errors</c>.
/// </summary>
public enum Refusal : byte
{
    /// <summary>Reserved for stored values that are not one of these.</summary>
    Malformed = 0,

    // who and where
    TenantNotFound,
    UserNotFound,

    // by what right
    SessionRequired,

    /// <summary>The sign-in of the session was too long ago for what it wants to change.</summary>
    FreshSignInRequired,
    PassRefused,
    CodeRefused,
    DeviceProofRefused,
    ProofReplayed,

    /// <summary>A replay like the one above: whoever collects a result a second time is told so before all else (I5).</summary>
    AlreadyRedeemed,

    // what administrators set out
    VersionMismatch,
    SettingOutOfRange,
    TenantNameReserved,
    TooManyDomains,
    TooManyTargets,
    TooManyGroups,

    // prerequisites of the method (S-15 to S-18)
    PushNotAllowed,
    CombinedRegistrationRequired,
    OsTooOld,
    AppUpgradeRequired,

    // the device's standing (S-50 to S-52)
    DeviceRegistrationNotIndividual,
    DeviceInOtherTenant,
    DeviceHasOtherAccount,
    DeviceNotRegistered,

    // how many (S-48, S-49, T29)
    TooManyCodes,
    TooManyDevices,
    TooManyInstallations,
    SingleCredentialOnly,
    MethodNotFound,
    PhoneSignInNotEnabled,

    // a challenge and its answer
    ChallengeNotFound,
    AlreadyDecided,

    /// <summary>Ended by its own browser, or with what it stood on: nobody was signed in, and no answer can change that.</summary>
    SignInCancelled,
    ChallengeExpired,
    StatementMismatch,
    UserVerificationRequired,
    NumberRequired,
    NumberMismatch,
    MethodNotAllowedByPolicy,

    // its result
    NotApproved,

    // a client and what it may be
    ClientNotFound,
    ClientRefused,
    TooManyClients,

    // a grant and what it is exchanged for

    /// <summary>
    /// Unknown, spent, expired, another client's, another tenant's, of another kind, or not backed by the person any more: one word for
    /// all.
    /// </summary>
    InvalidGrant,
    GrantExpired,
    GrantDeclined,
    GrantPending,

    /// <summary>A refresh asks for more than was granted, or for nothing.</summary>
    ScopeExceeded,

    // a signing key
    KeyRefused,

    // a user code on the backchannel
    UserCodeRequired,
    UserCodeRefused,

    // a provider and what it may be
    ProviderNotFound,
    ProviderRefused,
    TooManyProviders,

    // a sign-in at a provider

    /// <summary>Neither the tenant nor the client leaves this way after this reason (WAY-7).</summary>
    WayNotAllowed,

    /// <summary>
    /// Whom the provider vouches for is not this user, or not one who may sign in: not linked, linked to somebody else, disabled, or the
    /// provider is not this domain's any more. One word for all.
    /// </summary>
    FederationRefused,

    // a sign-in with a secret of one's own, and what it may be

    /// <summary>A wrong password or recovery code, nobody of this name, or somebody who may not: one word for all (T5).</summary>
    SecretRefused,

    /// <summary>The password is right, and good for choosing another alone.</summary>
    PasswordMustChange,

    /// <summary>The passwords of this user are not kept here.</summary>
    PasswordsNotKept,

    // the decision keys that the tenant takes (PHO-2)
    PinKeyNotAllowed,
    SyncedKeyNotAllowed,

    // a second factor

    /// <summary>Tenant or client asks for a number on the phone as well, and none can be asked for or none followed (S-58).</summary>
    SecondFactorRequired,

    // the service's administration tokens

    AdminTokenNotFound,

    /// <summary>Name, role, tenants or life are not what they may be.</summary>
    AdminTokenRefused,
    AdminTokenNameTaken,
    TooManyAdminTokens,
    AdministratorNotFound,

    /// <summary>Role or tenants are not what they may be.</summary>
    AdministratorRefused,
    TooManyAdministrators,

    /// <summary>No invitation has this code now.</summary>
    InvitationRefused,

    // a passkey that somebody adds

    /// <summary>It was not made for this question, or has been shown before.</summary>
    PasskeyRefused,
    TooManyPasskeys,

    // a change that waits for a second person (T31)

    /// <summary>Another change of the same waits, or as many as may.</summary>
    ProposalWaits,
    ProposalNotFound,

    /// <summary>Whoever agrees is the one who asked, or may be.</summary>
    SecondPersonRequired,

    /// <summary>What it would change has been changed since it was asked for.</summary>
    ProposalOvertaken,
}
