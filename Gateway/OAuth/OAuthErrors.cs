using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.OAuth;

/// <summary>The errors that several of the OAuth endpoints answer with, each with the protocol's word for it (RFC 6749 5.2).</summary>
internal static class OAuthErrors
{
    // an authorization request (OpenID Connect)
    public static readonly OAuthError InvalidParameter = new(OAuthError.InvalidRequest, new("CS7104", "invalid_parameter", 400,
        "A parameter is missing or malformed.",
        "docs/oidc.md has the parameters of each endpoint and their forms."));
    public static readonly OAuthError DuplicateParameter = new(OAuthError.InvalidRequest, new("CS7105", "duplicate_parameter", 400,
        "A parameter is sent twice.",
        "Send each parameter once."));
    public static readonly OAuthError OpenIdRequired = new("invalid_scope", new("CS7108", "openid_required", 400,
        "The scope must have openid in it.",
        "Send scope=openid, with profile, email and offline_access as needed."));
    public static readonly OAuthError RequestUriUnsupported = new("request_uri_not_supported", new("CS7110", "request_uri_unsupported", 400,
        "Requests are not fetched from elsewhere.",
        "Push the request (PAR) and send the request_uri that it answers."));
    public static readonly OAuthError HintRefused = new(OAuthError.InvalidRequest, new("CS7113", "hint_refused", 400,
        "The ID token hint is not good.",
        "Send an ID token that this issuer made for this application, as it was received; it may be expired."));
    public static readonly OAuthError FormRequired = new(OAuthError.InvalidRequest, new("CS7119", "form_required", 400,
        "The body must be a form.",
        "Send Content-Type: application/x-www-form-urlencoded, without a content encoding."));

    // a client and its tokens (OAuth)
    public static readonly OAuthError ClientRefused = new(OAuthError.InvalidClient, new("CS7201", "client_authentication_refused", 401,
        "The application did not prove who it is.",
        "Check the client id, the way it is registered to authenticate, and its secret or key."));
    public static readonly OAuthError AssertionReplayed = new(OAuthError.InvalidClient, new("CS7202", "assertion_replayed", 401,
        "This client assertion has been used.",
        "Sign a fresh one, with a new jti, for each request."));
    public static readonly OAuthError AudienceRefused = new(OAuthError.InvalidClient, new("CS7203", "audience_refused", 401,
        "The client assertion is for somebody else.",
        "Its aud must be the issuer of the discovery document, alone."));
    public static readonly OAuthError TwoAuthentications = new(OAuthError.InvalidRequest, new("CS7204", "two_authentications", 400,
        "The application authenticates in more than one way.",
        "Send one of: the Authorization header, client_secret, client_assertion."));
    public static readonly OAuthError ClientNotAllowed = new("unauthorized_client", new("CS7205", "client_not_allowed", 400,
        "The application may not do this.",
        "An administrator can allow it in the registration."));
    public static readonly OAuthError DpopRefused = new(OAuthError.InvalidDpopProof, new("CS7207", "dpop_refused", 400,
        "The DPoP proof is not good.",
        "One fresh proof for this very method and address, typ dpop+jwt, signed with ES256 or PS256; "
        + "at a resource with the hash of the token."));
    public static readonly OAuthError DpopReplayed = new(OAuthError.InvalidDpopProof, new("CS7208", "dpop_replayed", 400,
        "This DPoP proof has been used.",
        "Sign a fresh one, with a new jti, for each request."));
    public static readonly OAuthError DpopRequired = new(OAuthError.InvalidDpopProof, new("CS7209", "dpop_required", 400,
        "This application has to prove a key.",
        "Send a DPoP proof with the token request."));
    public static readonly OAuthError TokenRefused = new("invalid_token", new("CS7210", "token_refused", 401,
        "The access token is not good.",
        "Get a new one."));   // RFC 6750 3.1
    public static readonly OAuthError TokenRequired = new(OAuthError.InvalidRequest, new("CS7211", "token_required", 401,
        "An access token is needed.",
        "Send Authorization: Bearer or DPoP with the token."));

    // somebody elsewhere (CIBA, the device grant)
    public static readonly OAuthError SlowDown = new("slow_down", new("CS7311", "slow_down", 400,
        "The application asks too often.",
        "Wait five seconds longer between requests, from now on."));

    // now or never: errors of every endpoint, in the protocol's words
    public static readonly OAuthError TenantNotFound = new(OAuthError.InvalidRequest, RefusalErrors.TenantNotFound);
    public static readonly OAuthError Unavailable = new("temporarily_unavailable", HttpErrors.TemporarilyUnavailable);
    public static readonly OAuthError Throttled = new("temporarily_unavailable", HttpErrors.RateLimited);

    /// <summary>
    /// The error for a grant that gave nothing. What has become of the person is not the client's affair: that, too, is a grant no longer
    /// good.
    /// </summary>
    public static OAuthError OfGrant(Refusal why) => why switch
    {
        Refusal.GrantPending => new("authorization_pending", RefusalErrors.GrantPending),   // RFC 8628 3.5, CIBA 11
        Refusal.GrantExpired => new("expired_token", RefusalErrors.GrantExpired),
        Refusal.GrantDeclined => new("access_denied", RefusalErrors.GrantDeclined),
        Refusal.ScopeExceeded => new("invalid_scope", RefusalErrors.ScopeExceeded),         // RFC 6749 6
        _ => new("invalid_grant", RefusalErrors.InvalidGrant),
    };
}
