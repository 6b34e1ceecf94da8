using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Ciba;

/// <summary>The errors of the backchannel authentication endpoint (CIBA 13).</summary>
internal static class CibaErrors
{
    // somebody elsewhere (CIBA, the device grant)
    public static readonly OAuthError OneHintRequired = new(OAuthError.InvalidRequest, new("CS7301", "one_hint_required", 400,
        "Exactly one hint must say who is meant.",
        "Send one of login_hint, login_hint_token and id_token_hint."));
    public static readonly OAuthError HintTokenRefused = new(OAuthError.InvalidRequest, new("CS7302", "hint_token_refused", 400,
        "The login hint token is not good.",
        "docs/ciba.md has its form: typ login-hint+jwt, signed with a registered key of the application, for this issuer, "
        + "with sub or sub_id."));
    public static readonly OAuthError HintTokenExpired = new("expired_login_hint_token", new("CS7303", "hint_token_expired", 400,
        "The login hint token is over.",
        "Sign a new one."));
    public static readonly OAuthError UnknownPerson = new("unknown_user_id", new("CS7304", "unknown_person", 400,
        "There is nobody by that hint who could be asked.",
        "The user is not known, is disabled or has no phone sign-in."));
    public static readonly OAuthError BindingMessageRefused = new("invalid_binding_message", new("CS7305", "binding_message_refused", 400,
        "The binding message cannot be shown.",
        "At most 128 characters, none of them invisible, none that changes the direction of writing or covers other text."));
    public static readonly OAuthError NotificationTokenRefused = new(
        OAuthError.InvalidRequest, new("CS7306", "notification_token_refused", 400,
        "The client notification token is missing or malformed.",
        "For ping and push, send client_notification_token: a bearer token of at most 1,024 characters."));
    public static readonly OAuthError SignedRequestRequired = new(OAuthError.InvalidRequest, new("CS7307", "signed_request_required", 400,
        "This application must sign its requests.",
        "Send the parameters in a JWT as request, and none beside it."));
    public static readonly OAuthError SignedRequestRefused = new(OAuthError.InvalidRequest, new("CS7308", "signed_request_refused", 400,
        "The signed request is not good.",
        "docs/ciba.md has what it needs: ES256 or PS256, iss, aud, iat, nbf, exp within the hour, jti; and no parameter beside it."));
    public static readonly OAuthError SignedRequestReplayed = new(OAuthError.InvalidRequest, new("CS7309", "signed_request_replayed", 400,
        "This signed request has been used.",
        "Sign a fresh one, with a new jti, for each request."));
    public static readonly OAuthError PromptRefused = new("access_denied", new("CS7310", "prompt_refused", 403,
        "The person cannot be asked now.",
        "Another request is pending, there were too many, or phone sign-in is locked. Wait as Retry-After says."));

    // the rules' own, in the protocol's words
    public static readonly OAuthError UserCodeRequired = new("missing_user_code", RefusalErrors.UserCodeRequired);
    public static readonly OAuthError UserCodeRefused = new("invalid_user_code", RefusalErrors.UserCodeRefused);
}
