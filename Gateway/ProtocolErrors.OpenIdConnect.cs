namespace Countersign.Gateway;

/// <summary>The rows of OpenID Connect, OAuth and CIBA, whose own words for them are in <see cref="Oidc.OAuthErrors"/>.</summary>
public static partial class ProtocolErrors
{
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
}
