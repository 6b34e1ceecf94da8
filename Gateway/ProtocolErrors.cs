using Countersign.SignIn;

namespace Countersign.Gateway;

/// <summary>One way a request can fail, as the wire says it.</summary>
/// <param name="Code">The number that support and documentation know it by; docs/errors has a page for each.</param>
/// <param name="Name">The same for programs.</param>
/// <param name="Title">One sentence, the same each time.</param>
/// <param name="Detail">What to do about it.</param>
public sealed record ProtocolError(string Code, string Name, int Status, string Title, string Detail);

/// <summary>
/// The one table of errors: what the rules refuse and what the edge refuses, each with its code, HTTP status and public text.
/// </summary>
public static class ProtocolErrors
{
    // the request itself
    public static readonly ProtocolError InvalidRequest = new("CS1000", "invalid_request", 400,
        "The request could not be read.",
        "Check the body against the API description: members, types, encoding, size of each value.");
    public static readonly ProtocolError BodyTooLarge = new("CS1001", "body_too_large", 413,
        "The request's body is too large.",
        "A body may have at most 16 KiB, a policy 1 MiB.");
    public static readonly ProtocolError UnsupportedMediaType = new("CS1002", "unsupported_media_type", 415,
        "The request's body must be JSON.",
        "Send Content-Type: application/json, without a content encoding.");
    public static readonly ProtocolError InvalidUserName = new("CS1003", "invalid_user_name", 400,
        "That is not a user name.",
        "A user name is name@domain in ASCII, at most 200 characters.");
    public static readonly ProtocolError NoSuchAddress = new("CS1004", "no_such_address", 404,
        "There is nothing at this address.",
        "Check the path against the API description.");
    public static readonly ProtocolError MethodNotAllowed = new("CS1005", "method_not_allowed", 405,
        "This address does not take this method.",
        "The Allow header names those it takes.");
    public static readonly ProtocolError InvalidIdempotencyKey = new("CS1006", "invalid_idempotency_key", 400,
        "The Idempotency-Key is not usable.",
        "Send 22 to 64 characters of base64url, drawn at random.");
    public static readonly ProtocolError OriginRefused = new("CS1007", "origin_refused", 403,
        "The request comes from a page of another origin.",
        "Call from a page of this service, or have the operator allow the origin.");
    public static readonly ProtocolError HeadersTooLarge = new("CS1008", "headers_too_large", 431,
        "The request's header fields are too large.",
        "They may have at most 16 KiB together.");
    public static readonly ProtocolError RequestTimeout = new("CS1009", "request_timeout", 408,
        "The request took too long to arrive.",
        "Send it again over a better connection.");
    public static readonly ProtocolError AddressTooLong = new("CS1010", "address_too_long", 414,
        "The request's address is too long.",
        "Secrets and long values belong in the body.");
    public static readonly ProtocolError InvalidDisplayText = new("CS1011", "invalid_display_text", 400,
        "A text to be shown is not acceptable.",
        "At most 128 characters, no control characters, no characters that change the direction of writing.");
    public static readonly ProtocolError InvalidTenantName = new("CS1012", "invalid_tenant_name", 400,
        "That is not a tenant's name.",
        "1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit.");
    public static readonly ProtocolError InvalidGroupName = new("CS1013", "invalid_group_name", 400,
        "That is not a group name.",
        "1 to 64 of a-z, 0-9, '.', '-' and '_'.");
    public static readonly ProtocolError InvalidDomainName = new("CS1014", "invalid_domain_name", 400,
        "That is not a domain name.",
        "What follows the @ of a user name: at most 128 of a-z, 0-9, '-' and '.'.");
    public static readonly ProtocolError InvalidDeviceId = new("CS1015", "invalid_device_id", 400,
        "That is not a device id.",
        "A device id is 22 characters of base64url; the list of methods has it.");
    public static readonly ProtocolError InvalidClientId = new("CS1016", "invalid_client_id", 400,
        "That is not a client's id.",
        "1 to 64 of A-Z, a-z, 0-9, '.', '_', '~' and '-'.");

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
    public static readonly ProtocolError PassRefused = new("CS2004", "pass_refused", 401,
        "The user name or the pass is not right.",
        "A Temporary Access Pass works once, within 10 minutes; ask an administrator for a new one.");
    public static readonly ProtocolError CodeRefused = new("CS2005", "activation_code_refused", 400,
        "The activation code is not right or no longer good.",
        "A code works once, within 10 minutes; ask for a new one at My Security Info.");
    public static readonly ProtocolError InvalidDeviceProof = new("CS2006", "invalid_device_proof", 401,
        "The device did not prove itself.",
        "Sign a fresh proof with the device's own key. If it is refused again, the device is no longer registered, or its clock is wrong.");
    public static readonly ProtocolError ProofReplayed = new("CS2007", "proof_replayed", 401,
        "This proof has been used.",
        "Sign a fresh proof for each request.");
    public static readonly ProtocolError AdminTokenRequired = new("CS2008", "admin_token_required", 401,
        "Administration needs its token.",
        "Send Authorization: Bearer with the configured token.");

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

    // a grant and what it is exchanged for
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

    // now or never
    public static readonly ProtocolError InternalError = new("CS5000", "internal_error", 500,
        "Something is wrong with the service.",
        "The operator's log has the cause under the trace id.");
    public static readonly ProtocolError TemporarilyUnavailable = new("CS5001", "temporarily_unavailable", 503,
        "The service cannot answer now.",
        "Ask again in a few seconds.");
    public static readonly ProtocolError RateLimited = new("CS5002", "rate_limited", 429,
        "Too many requests.",
        "Wait as long as Retry-After says.");
    public static readonly ProtocolError Throttled = new("CS5003", "sign_in_pending", 429,
        "Another sign-in of this user is waiting for an answer.",
        "Answer or cancel it, or wait as long as Retry-After says.");

    // administration
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
    public static readonly ProtocolError KeyRefused = new("CS6009", "key_refused", 409,
        "The signing key was not added.",
        "Another was added first, or none is needed yet.");

    // an authorization request (OpenID Connect)
    public static readonly ProtocolError UnknownApplication = new("CS7101", "unknown_application", 400,
        "The application is not known here.",
        "Its operator registers it first, in this tenant, and sends its client id.");
    public static readonly ProtocolError RedirectRefused = new("CS7102", "redirect_refused", 400,
        "The address to answer at is not registered for this application.",
        "The redirect_uri must be one of the registered ones, character by character.");
    public static readonly ProtocolError RequestOver = new("CS7103", "request_over", 400,
        "This sign-in request is no longer good.",
        "Go back to the application and begin again.");
    public static readonly ProtocolError InvalidParameter = new("CS7104", "invalid_parameter", 400,
        "A parameter is missing or malformed.",
        "docs/oidc.md has the parameters of each endpoint and their forms.");
    public static readonly ProtocolError DuplicateParameter = new("CS7105", "duplicate_parameter", 400,
        "A parameter is sent twice.",
        "Send each parameter once.");
    public static readonly ProtocolError ResponseTypeUnsupported = new("CS7106", "response_type_unsupported", 400,
        "Only the authorization code flow is offered.",
        "Send response_type=code.");
    public static readonly ProtocolError CodeChallengeRequired = new("CS7107", "code_challenge_required", 400,
        "A code challenge with S256 is required.",
        "Send code_challenge and code_challenge_method=S256 (PKCE).");
    public static readonly ProtocolError OpenIdRequired = new("CS7108", "openid_required", 400,
        "The scope must have openid in it.",
        "Send scope=openid, with profile, email and offline_access as needed.");
    public static readonly ProtocolError RequestUnsupported = new("CS7109", "request_unsupported", 400,
        "Request objects are not taken here.",
        "Send the parameters themselves, or push them (PAR).");
    public static readonly ProtocolError RequestUriUnsupported = new("CS7110", "request_uri_unsupported", 400,
        "Requests are not fetched from elsewhere.",
        "Push the request (PAR) and send the request_uri that it answers.");
    public static readonly ProtocolError RequestUriRefused = new("CS7111", "request_uri_refused", 400,
        "The pushed request is over or belongs to another application.",
        "Push it again and send the browser at once.");
    public static readonly ProtocolError PushRequired = new("CS7112", "push_required", 400,
        "This application must push its requests.",
        "Push the request (PAR) and send the request_uri that it answers.");
    public static readonly ProtocolError HintRefused = new("CS7113", "hint_refused", 400,
        "The ID token hint is not good.",
        "Send an ID token that this issuer made for this application, as it was received; it may be expired.");
    public static readonly ProtocolError RequestTooLong = new("CS7114", "request_too_long", 400,
        "The request is too long for the browser to carry.",
        "Shorten state, nonce, claims and login_hint: together they may have some 4,000 characters.");
    public static readonly ProtocolError ReturnRefused = new("CS7115", "return_refused", 400,
        "The address to return to is not registered for this application.",
        "The post_logout_redirect_uri must be a registered one, and the application named by a good id_token_hint or by client_id.");
    public static readonly ProtocolError LoginRequired = new("CS7116", "login_required", 400,
        "The person has to sign in.",
        "Send the request again without prompt=none.");
    public static readonly ProtocolError ContextUnmet = new("CS7117", "context_unmet", 400,
        "The required authentication context cannot be had.",
        "acr_values_supported lists those there are; the organisation chooses which of them its people use.");
    public static readonly ProtocolError AccessDenied = new("CS7118", "access_denied", 400,
        "The person did not sign in.",
        "They left the page, or cannot use the phone now.");
    public static readonly ProtocolError FormRequired = new("CS7119", "form_required", 400,
        "The body must be a form.",
        "Send Content-Type: application/x-www-form-urlencoded, without a content encoding.");

    // a client and its tokens (OAuth)
    public static readonly ProtocolError ClientAuthenticationRefused = new("CS7201", "client_authentication_refused", 401,
        "The application did not prove who it is.",
        "Check the client id, the way it is registered to authenticate, and its secret or key.");
    public static readonly ProtocolError AssertionReplayed = new("CS7202", "assertion_replayed", 401,
        "This client assertion has been used.",
        "Sign a fresh one, with a new jti, for each request.");
    public static readonly ProtocolError AudienceRefused = new("CS7203", "audience_refused", 401,
        "The client assertion is for somebody else.",
        "Its aud must be the issuer of the discovery document, alone.");
    public static readonly ProtocolError TwoAuthentications = new("CS7204", "two_authentications", 400,
        "The application authenticates in more than one way.",
        "Send one of: the Authorization header, client_secret, client_assertion.");
    public static readonly ProtocolError ClientNotAllowed = new("CS7205", "client_not_allowed", 400,
        "The application may not do this.",
        "An administrator can allow it in the registration.");
    public static readonly ProtocolError GrantTypeUnsupported = new("CS7206", "grant_type_unsupported", 400,
        "There is no such grant type here.",
        "grant_types_supported of the discovery document lists them.");
    public static readonly ProtocolError DpopRefused = new("CS7207", "dpop_refused", 400,
        "The DPoP proof is not good.",
        "One fresh proof for this very method and address, typ dpop+jwt, signed with ES256 or PS256; at a resource with the hash of the token.");
    public static readonly ProtocolError DpopReplayed = new("CS7208", "dpop_replayed", 400,
        "This DPoP proof has been used.",
        "Sign a fresh one, with a new jti, for each request.");
    public static readonly ProtocolError DpopRequired = new("CS7209", "dpop_required", 400,
        "This application has to prove a key.",
        "Send a DPoP proof with the token request.");
    public static readonly ProtocolError TokenRefused = new("CS7210", "token_refused", 401,
        "The access token is not good.",
        "Get a new one.");
    public static readonly ProtocolError TokenRequired = new("CS7211", "token_required", 401,
        "An access token is needed.",
        "Send Authorization: Bearer or DPoP with the token.");

    // somebody elsewhere (CIBA, the device grant)
    public static readonly ProtocolError OneHintRequired = new("CS7301", "one_hint_required", 400,
        "Exactly one hint must say who is meant.",
        "Send one of login_hint, login_hint_token and id_token_hint.");
    public static readonly ProtocolError HintTokenRefused = new("CS7302", "hint_token_refused", 400,
        "The login hint token is not good.",
        "docs/ciba.md has its form: typ login-hint+jwt, signed with a registered key of the application, for this issuer, with sub or sub_id.");
    public static readonly ProtocolError HintTokenExpired = new("CS7303", "hint_token_expired", 400,
        "The login hint token is over.",
        "Sign a new one.");
    public static readonly ProtocolError UnknownPerson = new("CS7304", "unknown_person", 400,
        "There is nobody by that hint who could be asked.",
        "The user is not known, is disabled or has no phone sign-in.");
    public static readonly ProtocolError BindingMessageRefused = new("CS7305", "binding_message_refused", 400,
        "The binding message cannot be shown.",
        "At most 128 characters, no control characters, no characters that change the direction of writing.");
    public static readonly ProtocolError NotificationTokenRefused = new("CS7306", "notification_token_refused", 400,
        "The client notification token is missing or malformed.",
        "For ping and push, send client_notification_token: a bearer token of at most 1,024 characters.");
    public static readonly ProtocolError SignedRequestRequired = new("CS7307", "signed_request_required", 400,
        "This application must sign its requests.",
        "Send the parameters in a JWT as request, and none beside it.");
    public static readonly ProtocolError SignedRequestRefused = new("CS7308", "signed_request_refused", 400,
        "The signed request is not good.",
        "docs/ciba.md has what it needs: ES256 or PS256, iss, aud, iat, nbf, exp within the hour, jti; and no parameter beside it.");
    public static readonly ProtocolError SignedRequestReplayed = new("CS7309", "signed_request_replayed", 400,
        "This signed request has been used.",
        "Sign a fresh one, with a new jti, for each request.");
    public static readonly ProtocolError PromptRefused = new("CS7310", "prompt_refused", 403,
        "The person cannot be asked now.",
        "Another request is pending, there were too many, or phone sign-in is locked. Wait as Retry-After says.");
    public static readonly ProtocolError SlowDown = new("CS7311", "slow_down", 400,
        "The application asks too often.",
        "Wait five seconds longer between requests, from now on.");

    public static readonly ProtocolError DeviceUnknown = new("CS7314", "device_unknown", 400,
        "No device shows this code now.",
        "Compare the code with the device; it lives ten minutes and is good once.");
    public static readonly ProtocolError UserCodeRequired = new("CS7312", "user_code_required", 400,
        "The person's user code is required.",
        "Ask the person for it and send it as user_code.");
    public static readonly ProtocolError UserCodeRefused = new("CS7313", "user_code_refused", 400,
        "The user code is not right.",
        "After five wrong ones within ten minutes all are refused for a while.");
    public static readonly ProtocolError InvalidUserCode = new("CS1017", "invalid_user_code", 400,
        "That is not a user code.",
        "4 to 64 printable characters of ASCII.");

    /// <summary>The row of a rule's refusal.</summary>
    public static ProtocolError Of(Refusal refusal) => refusal switch
    {
        Refusal.TenantNotFound => TenantNotFound,
        Refusal.UserNotFound => UserNotFound,
        Refusal.SessionRequired => SessionRequired,
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
        Refusal.ClientNotFound => ClientNotFound,
        Refusal.ClientRefused => ClientRefused,
        Refusal.TooManyClients => TooManyClients,
        Refusal.KeyRefused => KeyRefused,
        Refusal.UserCodeRequired => UserCodeRequired,
        Refusal.UserCodeRefused => UserCodeRefused,
        _ => InternalError,
    };
}
