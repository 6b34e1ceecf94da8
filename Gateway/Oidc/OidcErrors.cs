using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Oidc;

/// <summary>The errors of OpenID Connect's own endpoints (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).</summary>
internal static class OidcErrors
{
    // an authorization request (OpenID Connect)
    public static readonly OAuthError UnknownApplication = new(OAuthError.InvalidRequest, new("CS7101", "unknown_application", 400,
        "The application is not known here.",
        "Its operator registers it first, in this tenant, and sends its client id."));
    public static readonly OAuthError RedirectRefused = new(OAuthError.InvalidRequest, new("CS7102", "redirect_refused", 400,
        "The address to answer at is not registered for this application.",
        "The redirect_uri must be one of the registered ones, character by character."));
    public static readonly OAuthError RequestOver = new(OAuthError.InvalidRequest, new("CS7103", "request_over", 400,
        "This sign-in request is no longer good.",
        "Go back to the application and begin again."));
    public static readonly OAuthError ResponseTypeUnsupported = new("unsupported_response_type",
        new("CS7106", "response_type_unsupported", 400,
        "Only the authorization code flow is offered.",
        "Send response_type=code."));
    public static readonly OAuthError CodeChallengeRequired = new(OAuthError.InvalidRequest, new("CS7107", "code_challenge_required", 400,
        "A code challenge with S256 is required.",
        "Send code_challenge and code_challenge_method=S256 (PKCE)."));
    public static readonly OAuthError RequestUnsupported = new("request_not_supported", new("CS7109", "request_unsupported", 400,
        "Request objects are not taken here.",
        "Send the parameters themselves, or push them (PAR)."));   // Core 6
    public static readonly OAuthError RequestUriRefused = new("invalid_request_uri", new("CS7111", "request_uri_refused", 400,
        "The pushed request is over or belongs to another application.",
        "Push it again and send the browser at once."));
    public static readonly OAuthError PushRequired = new(OAuthError.InvalidRequest, new("CS7112", "push_required", 400,
        "This application must push its requests.",
        "Push the request (PAR) and send the request_uri that it answers."));   // RFC 9126 5
    public static readonly OAuthError TooLong = new(OAuthError.InvalidRequest, new("CS7114", "request_too_long", 400,
        "The request is too long for the browser to carry.",
        "Shorten state, nonce, claims and login_hint: together they may have some 4,000 characters."));
    public static readonly OAuthError ReturnRefused = new(OAuthError.InvalidRequest, new("CS7115", "return_refused", 400,
        "The address to return to is not registered for this application.",
        "The post_logout_redirect_uri must be a registered one, and the application named by a good id_token_hint or by client_id."));
    public static readonly OAuthError LoginRequired = new("login_required", new("CS7116", "login_required", 400,
        "The person has to sign in.",
        "Send the request again without prompt=none."));
    public static readonly OAuthError ContextUnmet = new("unmet_authentication_requirements", new("CS7117", "context_unmet", 400,
        "The required authentication context cannot be had.",
        "acr_values_supported lists those there are; the organisation chooses which of them its people use."));
    public static readonly OAuthError AccessDenied = new("access_denied", new("CS7118", "access_denied", 400,
        "The person did not sign in.",
        "They left the page, or cannot use the phone now."));

    // a client and its tokens (OAuth)
    public static readonly OAuthError GrantTypeUnsupported = new("unsupported_grant_type", new("CS7206", "grant_type_unsupported", 400,
        "There is no such grant type here.",
        "grant_types_supported of the discovery document lists them."));
}
