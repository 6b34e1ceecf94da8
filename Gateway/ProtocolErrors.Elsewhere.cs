namespace Countersign.Gateway;

/// <summary>The rows about people who are asked elsewhere: CIBA and the device grant.</summary>
public static partial class ProtocolErrors
{
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
