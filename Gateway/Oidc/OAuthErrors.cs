using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>What goes wrong at the OpenID Connect endpoints, each with the protocol's word for it.</summary>
internal static class OAuthErrors
{
    private const string InvalidRequest = "invalid_request", InvalidClient = "invalid_client", InvalidDpop = "invalid_dpop_proof";

    // the request (RFC 6749 4.1.2.1, 5.2)
    public static readonly OAuthError UnknownApplication = new(ProtocolErrors.UnknownApplication, InvalidRequest);
    public static readonly OAuthError RedirectRefused = new(ProtocolErrors.RedirectRefused, InvalidRequest);
    public static readonly OAuthError RequestOver = new(ProtocolErrors.RequestOver, InvalidRequest);
    public static readonly OAuthError InvalidParameter = new(ProtocolErrors.InvalidParameter, InvalidRequest);
    public static readonly OAuthError DuplicateParameter = new(ProtocolErrors.DuplicateParameter, InvalidRequest);
    public static readonly OAuthError ResponseTypeUnsupported = new(ProtocolErrors.ResponseTypeUnsupported, "unsupported_response_type");
    public static readonly OAuthError CodeChallengeRequired = new(ProtocolErrors.CodeChallengeRequired, InvalidRequest);
    public static readonly OAuthError OpenIdRequired = new(ProtocolErrors.OpenIdRequired, "invalid_scope");
    public static readonly OAuthError RequestUnsupported = new(ProtocolErrors.RequestUnsupported, "request_not_supported");          // Core 6
    public static readonly OAuthError RequestUriUnsupported = new(ProtocolErrors.RequestUriUnsupported, "request_uri_not_supported");
    public static readonly OAuthError RequestUriRefused = new(ProtocolErrors.RequestUriRefused, "invalid_request_uri");
    public static readonly OAuthError PushRequired = new(ProtocolErrors.PushRequired, InvalidRequest);                               // RFC 9126 5
    public static readonly OAuthError HintRefused = new(ProtocolErrors.HintRefused, InvalidRequest);
    public static readonly OAuthError TooLong = new(ProtocolErrors.RequestTooLong, InvalidRequest);
    public static readonly OAuthError ReturnRefused = new(ProtocolErrors.ReturnRefused, InvalidRequest);

    // the person
    public static readonly OAuthError LoginRequired = new(ProtocolErrors.LoginRequired, "login_required");
    public static readonly OAuthError ContextUnmet = new(ProtocolErrors.ContextUnmet, "unmet_authentication_requirements");
    public static readonly OAuthError AccessDenied = new(ProtocolErrors.AccessDenied, "access_denied");

    // the client and its tokens
    public static readonly OAuthError ClientRefused = new(ProtocolErrors.ClientAuthenticationRefused, InvalidClient);
    public static readonly OAuthError AssertionReplayed = new(ProtocolErrors.AssertionReplayed, InvalidClient);
    public static readonly OAuthError AudienceRefused = new(ProtocolErrors.AudienceRefused, InvalidClient);
    public static readonly OAuthError TwoAuthentications = new(ProtocolErrors.TwoAuthentications, InvalidRequest);
    public static readonly OAuthError ClientNotAllowed = new(ProtocolErrors.ClientNotAllowed, "unauthorized_client");
    public static readonly OAuthError GrantTypeUnsupported = new(ProtocolErrors.GrantTypeUnsupported, "unsupported_grant_type");
    public static readonly OAuthError DpopRefused = new(ProtocolErrors.DpopRefused, InvalidDpop);
    public static readonly OAuthError DpopReplayed = new(ProtocolErrors.DpopReplayed, InvalidDpop);
    public static readonly OAuthError DpopRequired = new(ProtocolErrors.DpopRequired, InvalidDpop);
    public static readonly OAuthError TokenRefused = new(ProtocolErrors.TokenRefused, "invalid_token");   // RFC 6750 3.1
    public static readonly OAuthError TokenRequired = new(ProtocolErrors.TokenRequired, InvalidRequest);

    // somebody elsewhere (CIBA 13, RFC 8628 3.5)
    public static readonly OAuthError OneHintRequired = new(ProtocolErrors.OneHintRequired, InvalidRequest);
    public static readonly OAuthError HintTokenRefused = new(ProtocolErrors.HintTokenRefused, InvalidRequest);
    public static readonly OAuthError HintTokenExpired = new(ProtocolErrors.HintTokenExpired, "expired_login_hint_token");
    public static readonly OAuthError UnknownPerson = new(ProtocolErrors.UnknownPerson, "unknown_user_id");
    public static readonly OAuthError BindingMessageRefused = new(ProtocolErrors.BindingMessageRefused, "invalid_binding_message");
    public static readonly OAuthError NotificationTokenRefused = new(ProtocolErrors.NotificationTokenRefused, InvalidRequest);
    public static readonly OAuthError SignedRequestRequired = new(ProtocolErrors.SignedRequestRequired, InvalidRequest);
    public static readonly OAuthError SignedRequestRefused = new(ProtocolErrors.SignedRequestRefused, InvalidRequest);
    public static readonly OAuthError SignedRequestReplayed = new(ProtocolErrors.SignedRequestReplayed, InvalidRequest);
    public static readonly OAuthError UserCodeRequired = new(ProtocolErrors.UserCodeRequired, "missing_user_code");
    public static readonly OAuthError UserCodeRefused = new(ProtocolErrors.UserCodeRefused, "invalid_user_code");
    public static readonly OAuthError PromptRefused = new(ProtocolErrors.PromptRefused, "access_denied");
    public static readonly OAuthError SlowDown = new(ProtocolErrors.SlowDown, "slow_down");

    // now or never
    public static readonly OAuthError TenantNotFound = new(ProtocolErrors.TenantNotFound, InvalidRequest);
    public static readonly OAuthError Unavailable = new(ProtocolErrors.TemporarilyUnavailable, "temporarily_unavailable");
    public static readonly OAuthError Throttled = new(ProtocolErrors.RateLimited, "temporarily_unavailable");

    /// <summary>Why a grant gave nothing. What has become of the person is not the client's affair: that, too, is a grant no longer good.</summary>
    public static OAuthError Of(Refusal why) => why switch
    {
        Refusal.GrantPending => new(ProtocolErrors.Of(why), "authorization_pending"),   // RFC 8628 3.5, CIBA 11
        Refusal.GrantExpired => new(ProtocolErrors.Of(why), "expired_token"),
        Refusal.GrantDeclined => new(ProtocolErrors.Of(why), "access_denied"),
        _ => new(ProtocolErrors.Of(Refusal.InvalidGrant), "invalid_grant"),
    };
}
