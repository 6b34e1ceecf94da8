using Countersign.SignIn;

namespace Countersign.Gateway.Http;

/// <summary>The errors that the rules' refusals are on the wire, and which refusal is which.</summary>
public static class RefusalErrors
{
    // who, and by what right
    public static readonly ProtocolError TenantNotFound = new("CS2001", "tenant_not_found", 404,
        "There is no such tenant.",
        "Check the first part of the path.");
    public static readonly ProtocolError UserNotFound = new("CS2002", "user_not_found", 404,
        "There is no such user in this tenant.",
        "Create the user first.");
    public static readonly ProtocolError SessionRequired = new("CS2003", "session_required", 401,
        "Sign in first.",
        "The session is missing, has ended or has been revoked.");
    public static readonly ProtocolError FreshSignInRequired = new("CS2009", "fresh_sign_in_required", 403,
        "Sign in once more first.",
        "Methods are changed within five minutes of a sign-in by phone, or in a session from a pass. Sign in again, then repeat.");
    public static readonly ProtocolError PassRefused = new("CS2004", "pass_refused", 401,
        "The user name or the pass is not right.",
        "A Temporary Access Pass works once, within 10 minutes; ask an administrator for a new one.");
    public static readonly ProtocolError CodeRefused = new("CS2005", "activation_code_refused", 400,
        "The activation code is not right or no longer good.",
        "A code works once, within 10 minutes; ask for a new one at My Security Info.");
    public static readonly ProtocolError InvalidDeviceProof = new("CS2006", "invalid_device_proof", 401,
        "The device did not prove itself.",
        "If a fresh proof is refused too, this phone was removed: set it up again at My Security Info. Or its clock is wrong.");
    public static readonly ProtocolError ProofReplayed = new("CS2007", "proof_replayed", 401,
        "This proof has been used.",
        "Sign a fresh proof for each request.");

    // the method's prerequisites and registration
    public static readonly ProtocolError PushNotAllowed = new("CS3001", "push_not_allowed", 403,
        "The organisation does not allow notifications as a verification method.",
        "An administrator can allow push in the prerequisites.");
    public static readonly ProtocolError CombinedRegistrationRequired = new("CS3002", "combined_registration_required", 403,
        "Combined registration is not enabled in this organisation.",
        "An administrator can enable it in the prerequisites.");
    public static readonly ProtocolError OsTooOld = new("CS3003", "os_too_old", 403,
        "The device's operating system is too old.",
        "At least iOS 8.0 or Android 6.0, or what the organisation asks for.");
    public static readonly ProtocolError AppUpgradeRequired = new("CS3004", "app_upgrade_required", 403,
        "The app is too old.",
        "Install its latest version.");
    public static readonly ProtocolError NotIndividual = new("CS3005", "device_registration_not_individual", 400,
        "A device is registered to one person.",
        "Shared and userless registrations are refused.");
    public static readonly ProtocolError DeviceInOtherTenant = new("CS3006", "device_in_other_tenant", 409,
        "The device is registered in another organisation.",
        "Disable phone sign-in for the other account in the app, or remove the method there.");
    public static readonly ProtocolError DeviceHasOtherAccount = new("CS3007", "device_has_other_account", 409,
        "Another account on this device has phone sign-in.",
        "One account per app can have it; disable it for the other account first.");
    public static readonly ProtocolError DeviceNotRegistered = new("CS3008", "device_not_registered", 409,
        "The device is not registered to this user.",
        "Register the device first.");
    public static readonly ProtocolError TooManyCodes = new("CS3009", "too_many_codes", 429,
        "Too many activation codes were asked for.",
        "At most five an hour; use the last one or wait.");
    public static readonly ProtocolError TooManyDevices = new("CS3010", "too_many_devices", 409,
        "This user has as many devices as allowed.",
        "Remove one at My Security Info.");
    public static readonly ProtocolError TooManyInstallations = new("CS3011", "too_many_installations", 409,
        "Too many installations of the app are registered for this user.",
        "Users of an on-premises MFA server must remove installations before one can be upgraded.");
    public static readonly ProtocolError SingleCredentialOnly = new("CS3012", "single_credential_only", 409,
        "This user can have one phone sign-in credential.",
        "Disable it on the other device first.");
    public static readonly ProtocolError MethodNotFound = new("CS3013", "method_not_found", 404,
        "The user has no such method.",
        "List the methods to see which there are.");
    public static readonly ProtocolError PhoneSignInNotEnabled = new("CS3014", "phone_sign_in_not_enabled", 403,
        "Phone sign-in is not enabled on this device.",
        "Enable it in the app.");

    public static readonly ProtocolError PinKeyNotAllowed = new("CS3015", "pin_key_not_allowed", 403,
        "The organisation takes no phone that keeps its decision key behind a PIN of its own.",
        "Set up a phone whose screen lock, fingerprint or face approves (WebAuthn).");
    public static readonly ProtocolError SyncedKeyNotAllowed = new("CS3016", "synced_key_not_allowed", 403,
        "The organisation takes no key that can be copied to other devices.",
        "Use a phone, a security key or another device whose key stays in it.");
    public static readonly ProtocolError PasskeyRefused = new("CS3017", "passkey_refused", 400,
        "The passkey was not made for this page, or the page was open for too long.",
        "Open the page again and make the passkey anew.");
    public static readonly ProtocolError TooManyPasskeys = new("CS3018", "too_many_passkeys", 409,
        "This user has as many passkeys as allowed.",
        "Remove one at My Security Info.");

    // a challenge, its answer and its result
    public static readonly ProtocolError ChallengeNotFound = new("CS4001", "challenge_not_found", 404,
        "There is no such sign-in.",
        "It was never begun here, is somebody else's, or is long over.");
    public static readonly ProtocolError StatementMismatch = new("CS4002", "statement_mismatch", 400,
        "The signed decision is about something else.",
        "Fetch what is waiting and sign exactly what it says.");
    public static readonly ProtocolError AlreadyDecided = new("CS4003", "already_decided", 409,
        "The sign-in has been decided.",
        "The first decision stands.");
    public static readonly ProtocolError ChallengeExpired = new("CS4004", "challenge_expired", 410,
        "The sign-in has expired.",
        "Begin a new one.");
    public static readonly ProtocolError UserVerificationRequired = new("CS4005", "user_verification_required", 403,
        "The approval lacks the PIN or biometric.",
        "Verify the person for each approval.");
    public static readonly ProtocolError NumberRequired = new("CS4006", "number_required", 400,
        "The approval lacks the number.",
        "Two digits, or six where the organisation asks for six.");
    public static readonly ProtocolError NumberMismatch = new("CS4007", "number_mismatch", 403,
        "That is not the number on the screen. The sign-in has ended.",
        "Begin a new one. Several wrong numbers lock phone sign-in for a day.");
    public static readonly ProtocolError MethodNotAllowedByPolicy = new("CS4008", "method_not_allowed_by_policy", 403,
        "The organisation's policy does not allow this account to sign in with the phone.",
        "Ask an administrator, or use the password and remove the method at My Security Info.");
    public static readonly ProtocolError NotApproved = new("CS4009", "not_approved", 409,
        "The sign-in is not approved.",
        "Observe it until it has ended.");
    public static readonly ProtocolError AlreadyRedeemed = new("CS4010", "already_redeemed", 409,
        "The result has been collected; what it opened is closed.",
        "Begin a new sign-in. If it was not you who collected it, tell an administrator.");

    public static readonly ProtocolError SignInCancelled = new("CS4016", "sign_in_cancelled", 409,
        "The sign-in was cancelled in the browser. Nobody was signed in.",
        "Nothing is left to answer. Begin a new sign-in in the browser if it was a slip.");

    public static readonly ProtocolError FederationRefused = new("CS4031", "federation_refused", 403,
        "Whom the organisation signed in is not this account, or not one that may sign in here.",
        "Sign in there as the account that was typed here; an administrator can see whom it is linked to.");
    public static readonly ProtocolError WayNotAllowed = new("CS4034", "way_not_allowed", 403,
        "The organisation or the application allows no other way than the phone now.",
        "Sign in with the phone, or try again later.");

    public static readonly ProtocolError SecondFactorRequired = new("CS4058", "second_factor_required", 403,
        "An approval on the phone is asked for as well, and none can be had.",
        "Sign in anew. Whoever has no phone set up gets a Temporary Access Pass from an administrator.");

    // a grant and what it is exchanged for
    public static readonly ProtocolError SecretRefused = new("CS2041", "secret_refused", 401,
        "The password, the code or the passkey is not right for this user.",
        "Check both. A code is good once; an administrator can set another password.");
    public static readonly ProtocolError PasswordMustChange = new("CS2042", "password_must_change", 403,
        "The password is good for choosing another alone.",
        "Sign in with it at the password page, which asks for a new one.");

    public static readonly ProtocolError InvalidGrant = new("CS4011", "invalid_grant", 400,
        "What was presented is not good.",
        "It is unknown, used, expired, not this client's, or the person may no longer sign in. Ask the person to sign in again.");
    public static readonly ProtocolError GrantExpired = new("CS4012", "grant_expired", 400,
        "Nobody answered in time.",
        "Ask again.");
    public static readonly ProtocolError GrantDeclined = new("CS4013", "grant_declined", 400,
        "The person said no, or it was not the person.",
        "Do not ask again unless the person wants it.");
    public static readonly ProtocolError GrantPending = new("CS4014", "grant_pending", 400,
        "Nobody has answered yet.",
        "Ask again after the interval.");
    public static readonly ProtocolError ScopeExceeded = new("CS4015", "scope_exceeded", 400,
        "The scope is not within what was granted.",
        "Leave scope out, or send some of what the person's sign-in was granted for.");

    // administration
    public static readonly ProtocolError TenantNameReserved = new("CS6010", "tenant_name_reserved", 400,
        "That name is not for tenants.",
        "Addresses of the service's own begin with it. Choose another.");
    public static readonly ProtocolError VersionMismatch = new("CS6001", "version_mismatch", 412,
        "The policy was changed by somebody else.",
        "Read it again and decide anew.");
    public static readonly ProtocolError SettingOutOfRange = new("CS6002", "setting_out_of_range", 400,
        "A setting is outside its bounds.",
        "The documentation of the settings has the bounds and their reasons.");
    public static readonly ProtocolError TooManyDomains = new("CS6003", "too_many_domains", 409,
        "The tenant has as many domains as allowed.",
        "Remove one first.");
    public static readonly ProtocolError TooManyTargets = new("CS6004", "too_many_targets", 400,
        "The policy names too many users and groups.",
        "Name a group instead.");
    public static readonly ProtocolError TooManyGroups = new("CS6005", "too_many_groups", 409,
        "The user is in as many groups as allowed.",
        "Leave one first.");
    public static readonly ProtocolError ClientNotFound = new("CS6006", "client_not_found", 404,
        "There is no such client in this tenant.",
        "List the clients to see which there are; those of the configuration are not among them.");
    public static readonly ProtocolError ClientRefused = new("CS6007", "client_refused", 400,
        "The client cannot be registered like this.",
        "The error's page lists what goes together and what does not.");
    public static readonly ProtocolError TooManyClients = new("CS6008", "too_many_clients", 409,
        "The tenant has as many clients as allowed.",
        "Remove one first.");
    public static readonly ProtocolError AdminTokenNotFound = new("CS6061", "admin_token_not_found", 404,
        "There is no administration token of this name.",
        "List the tokens to see which there are; one that was revoked is gone.");
    public static readonly ProtocolError AdminTokenRefused = new("CS6062", "admin_token_refused", 400,
        "An administration token cannot be like that.",
        "A name of 1 to 64 of a-z, 0-9, '.', '-' and '_', not 'configuration' or 'command'; a role; 1 to 20 tenants or none; "
        + "1 to 366 days.");
    public static readonly ProtocolError AdminTokenNameTaken = new("CS6063", "admin_token_name_taken", 409,
        "There is an administration token of this name.",
        "Choose another name, or revoke that token first.");
    public static readonly ProtocolError TooManyAdminTokens = new("CS6064", "too_many_admin_tokens", 409,
        "There are as many administration tokens as allowed.",
        "Revoke one that nobody needs; 100 can be good at once.");
    public static readonly ProtocolError AdministratorNotFound = new("CS6065", "administrator_not_found", 404,
        "Nobody of this name is an administrator.",
        "List the administrators to see who is; one who was removed is gone.");
    public static readonly ProtocolError AdministratorRefused = new("CS6066", "administrator_refused", 400,
        "An administrator cannot be like that.",
        "The name of a user of the operators' tenant; a role; 1 to 20 tenants or none.");
    public static readonly ProtocolError TooManyAdministrators = new("CS6067", "too_many_administrators", 409,
        "There are as many administrators as allowed.",
        "Remove one who no longer needs it; there can be 100.");
    public static readonly ProtocolError InvitationRefused = new("CS6068", "invitation_refused", 403,
        "No invitation has this code.",
        "It was used, took longer than an hour, or another came after it. Make one on the machine: countersign admin invite.");
    public static readonly ProtocolError KeyRefused = new("CS6009", "key_refused", 409,
        "The signing key was not added.",
        "Another was added first, or none is needed yet.");

    public static readonly ProtocolError ProviderNotFound = new("CS6031", "provider_not_found", 404,
        "There is no such provider in this tenant, or not for this domain.",
        "List the providers to see which there are, and the domains to see who signs in with which.");
    public static readonly ProtocolError ProviderRefused = new("CS6032", "provider_refused", 400,
        "The provider cannot be registered like this.",
        "The error's page lists what goes together and what does not.");
    public static readonly ProtocolError PasswordsNotKept = new("CS6041", "passwords_not_kept", 409,
        "The passwords of this user are not kept here.",
        "They are where the tenant's password setting or the user's domain says, or none is taken at all.");
    public static readonly ProtocolError TooManyProviders = new("CS6033", "too_many_providers", 409,
        "The tenant has as many providers as allowed.",
        "Remove one first.");

    // somebody elsewhere (CIBA, the device grant)
    public static readonly ProtocolError UserCodeRequired = new("CS7312", "user_code_required", 400,
        "The person's user code is required.",
        "Ask the person for it and send it as user_code.");
    public static readonly ProtocolError UserCodeRefused = new("CS7313", "user_code_refused", 400,
        "The user code is not right.",
        "After five wrong ones within ten minutes all are refused for a while.");

    // a change that waits for a second person
    public static readonly ProtocolError ProposalWaits = new("CS6091", "proposal_waits", 409,
        "Another change of the same waits for a second person, or as many as may.",
        "Have it agreed to or declined first.");
    public static readonly ProtocolError ProposalNotFound = new("CS6092", "proposal_not_found", 404,
        "No change of this number waits for a second person.",
        "It has been agreed to or declined, or its day is over.");
    public static readonly ProtocolError SecondPersonRequired = new("CS6093", "second_person_required", 403,
        "Somebody else has to agree to this change.",
        "Not whoever asked for it, nor by a token of theirs, nor somebody whom they made an administrator today.");
    public static readonly ProtocolError ProposalOvertaken = new("CS6094", "proposal_overtaken", 409,
        "What this would change has been changed since.",
        "Decline it, and ask for the change again.");

    /// <summary>The row of a rule's refusal.</summary>
    public static ProtocolError RowOf(Refusal refusal) => refusal switch
    {
        Refusal.TenantNotFound => TenantNotFound,
        Refusal.UserNotFound => UserNotFound,
        Refusal.SessionRequired => SessionRequired,
        Refusal.FreshSignInRequired => FreshSignInRequired,
        Refusal.PassRefused => PassRefused,
        Refusal.CodeRefused => CodeRefused,
        Refusal.DeviceProofRefused => InvalidDeviceProof,
        Refusal.ProofReplayed => ProofReplayed,
        Refusal.VersionMismatch => VersionMismatch,
        Refusal.SettingOutOfRange => SettingOutOfRange,
        Refusal.TooManyDomains => TooManyDomains,
        Refusal.TooManyTargets => TooManyTargets,
        Refusal.TooManyGroups => TooManyGroups,
        Refusal.PushNotAllowed => PushNotAllowed,
        Refusal.CombinedRegistrationRequired => CombinedRegistrationRequired,
        Refusal.OsTooOld => OsTooOld,
        Refusal.AppUpgradeRequired => AppUpgradeRequired,
        Refusal.PinKeyNotAllowed => PinKeyNotAllowed,
        Refusal.SyncedKeyNotAllowed => SyncedKeyNotAllowed,
        Refusal.PasskeyRefused => PasskeyRefused,
        Refusal.TooManyPasskeys => TooManyPasskeys,
        Refusal.DeviceRegistrationNotIndividual => NotIndividual,
        Refusal.DeviceInOtherTenant => DeviceInOtherTenant,
        Refusal.DeviceHasOtherAccount => DeviceHasOtherAccount,
        Refusal.DeviceNotRegistered => DeviceNotRegistered,
        Refusal.TooManyCodes => TooManyCodes,
        Refusal.TooManyDevices => TooManyDevices,
        Refusal.TooManyInstallations => TooManyInstallations,
        Refusal.SingleCredentialOnly => SingleCredentialOnly,
        Refusal.MethodNotFound => MethodNotFound,
        Refusal.PhoneSignInNotEnabled => PhoneSignInNotEnabled,
        Refusal.ChallengeNotFound => ChallengeNotFound,
        Refusal.StatementMismatch => StatementMismatch,
        Refusal.AlreadyDecided => AlreadyDecided,
        Refusal.SignInCancelled => SignInCancelled,
        Refusal.ChallengeExpired => ChallengeExpired,
        Refusal.UserVerificationRequired => UserVerificationRequired,
        Refusal.NumberRequired => NumberRequired,
        Refusal.NumberMismatch => NumberMismatch,
        Refusal.MethodNotAllowedByPolicy => MethodNotAllowedByPolicy,
        Refusal.NotApproved => NotApproved,
        Refusal.AlreadyRedeemed => AlreadyRedeemed,
        Refusal.InvalidGrant => InvalidGrant,
        Refusal.GrantExpired => GrantExpired,
        Refusal.GrantDeclined => GrantDeclined,
        Refusal.GrantPending => GrantPending,
        Refusal.ScopeExceeded => ScopeExceeded,
        Refusal.TenantNameReserved => TenantNameReserved,
        Refusal.ClientNotFound => ClientNotFound,
        Refusal.ClientRefused => ClientRefused,
        Refusal.TooManyClients => TooManyClients,
        Refusal.KeyRefused => KeyRefused,
        Refusal.ProviderNotFound => ProviderNotFound,
        Refusal.ProviderRefused => ProviderRefused,
        Refusal.TooManyProviders => TooManyProviders,
        Refusal.SecretRefused => SecretRefused,
        Refusal.PasswordMustChange => PasswordMustChange,
        Refusal.PasswordsNotKept => PasswordsNotKept,
        Refusal.WayNotAllowed => WayNotAllowed,
        Refusal.SecondFactorRequired => SecondFactorRequired,
        Refusal.FederationRefused => FederationRefused,
        Refusal.UserCodeRequired => UserCodeRequired,
        Refusal.UserCodeRefused => UserCodeRefused,
        Refusal.ProposalWaits => ProposalWaits,
        Refusal.ProposalNotFound => ProposalNotFound,
        Refusal.SecondPersonRequired => SecondPersonRequired,
        Refusal.ProposalOvertaken => ProposalOvertaken,
        Refusal.AdminTokenNotFound => AdminTokenNotFound,
        Refusal.AdminTokenRefused => AdminTokenRefused,
        Refusal.AdminTokenNameTaken => AdminTokenNameTaken,
        Refusal.TooManyAdminTokens => TooManyAdminTokens,
        Refusal.AdministratorNotFound => AdministratorNotFound,
        Refusal.AdministratorRefused => AdministratorRefused,
        Refusal.TooManyAdministrators => TooManyAdministrators,
        Refusal.InvitationRefused => InvitationRefused,
        _ => HttpErrors.InternalError,
    };
}
