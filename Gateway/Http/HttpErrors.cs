namespace Countersign.Gateway.Http;

/// <summary>The errors that any endpoint may answer with, whatever the rules say.</summary>
public static class HttpErrors
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
        "At most 128 characters, none of them invisible, none that changes the direction of writing or covers other text.");
    public static readonly ProtocolError InvalidDeviceId = new("CS1015", "invalid_device_id", 400,
        "That is not a device id.",
        "A device id is 22 characters of base64url; the list of methods has it.");

    // now or never
    public static readonly ProtocolError InternalError = new("CS5000", "internal_error", 500,
        "Something is wrong with the service.",
        "The operator's log has the cause under the trace id.");
    public static readonly ProtocolError TemporarilyUnavailable = new("CS5001", "temporarily_unavailable", 503,
        "The service cannot answer now.",
        "Ask again in a few seconds.");
    public static readonly ProtocolError StorageNotWritable = new("CS5004", "storage_not_writable", 503,
        "The storage takes no writes.",
        "The operator's log names the cause under storage.trouble; it goes on by itself when the cause is gone.");
    public static readonly ProtocolError StorageLost = new("CS5005", "storage_lost", 503,
        "The database is no longer the file that was opened.",
        "Stop the server, put the database back, and start it with --restored: docs/operations.md.");
    public static readonly ProtocolError RestoreSuspected = new("CS5006", "restore_suspected", 503,
        "The database is older than it was.",
        "If a backup was put back, stop the server and start it with --restored: docs/operations.md.");
    public static readonly ProtocolError ClockWrong = new("CS5007", "clock_wrong", 503,
        "The clock was set by more than a minute.",
        "Look at the machine's clock; it goes on by itself when the two agree.");
    public static readonly ProtocolError RateLimited = new("CS5002", "rate_limited", 429,
        "Too many requests.",
        "Wait as long as Retry-After says.");
    public static readonly ProtocolError Throttled = new("CS5003", "sign_in_pending", 429,
        "Another sign-in of this user is waiting for an answer.",
        "Answer or cancel it, or wait as long as Retry-After says.");
    public static readonly ProtocolError PhoneOnly = new("CS5010", "phone_only", 403,
        "No sign-in can be sent to the phone now, and the organisation allows no other way.",
        "Try again later; wait as long as Retry-After says, where it is there.");
}
