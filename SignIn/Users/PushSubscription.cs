using Countersign.SignIn.Jose;

namespace Countersign.SignIn.Users;

/// <summary>The push transports that wake phones.</summary>
public enum PushKind : byte
{
    Malformed = 0,

    /// <summary>A browser's push service (RFC 8030).</summary>
    WebPush = 1,

    /// <summary>Firebase Cloud Messaging.</summary>
    Fcm = 2,

    /// <summary>Apple Push Notification service.</summary>
    Apns = 3,
}

/// <summary>Whether a phone can be woken.</summary>
public enum PushStanding : byte
{
    Malformed = 0,

    /// <summary>It has registered nothing: it looks by itself.</summary>
    None = 1,

    On = 2,

    /// <summary>Its push service knows it no more: it has to register again.</summary>
    Gone = 3,
}

/// <summary>Where a phone is woken, as it registered itself. It may be secret: whoever knows it can send to it.</summary>
/// <param name="Address">
/// The push service's endpoint for it, an https address; or its token at FCM or APNs. Empty when it is gone.
/// </param>
/// <param name="Key">Of Web Push: what messages are encrypted for, an uncompressed point of P-256, base64url (RFC 8291 3.1).</param>
/// <param name="Secret">Of Web Push: the authentication secret, 16 bytes, base64url (RFC 8291 3.2).</param>
/// <param name="GoneAt">When its push service said that it knows it no more; null: it has not.</param>
public sealed record PushSubscription(
    PushKind Kind, string Address, string? Key = null, string? Secret = null, DateTimeOffset? GoneAt = null)
{
    private const int SecretSize = 16;
    private const byte Uncompressed = 4;

    /// <summary>
    /// What a phone may register, or null. Whether the address of a push service may be called at all is not looked at here (T16).
    /// </summary>
    public static PushSubscription? Read(PushKind kind, string address, string? key, string? secret) => kind switch
    {
        PushKind.WebPush when WebAddress.IsHttps(address) && IsPoint(key) && IsSecret(secret) => new(kind, address, key, secret),
        PushKind.Fcm when IsFcmToken(address) && (key ?? secret) is null => new(kind, address),
        PushKind.Apns when IsApnsToken(address) && (key ?? secret) is null => new(kind, address),
        _ => null,
    };

    /// <summary>Nothing is left of it but that it was there.</summary>
    public PushSubscription Dropped(DateTimeOffset at) => new(Kind, "", GoneAt: at);

    private static bool IsFcmToken(string text) =>
        text.Length is >= 1 and <= Limits.PushTokenLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '-');

    private static bool IsApnsToken(string text) =>
        text.Length is >= Limits.ShortestApnsToken and <= Limits.LongestApnsToken && text.All(char.IsAsciiHexDigitLower);

    private static bool IsSecret(string? text) =>
        text is not null && CanonicalBase64Url.TryDecode(text, out var bytes) && bytes.Length == SecretSize;

    private static bool IsPoint(string? text) =>
        text is not null && CanonicalBase64Url.TryDecode(text, out var bytes)
        && bytes is [Uncompressed, .. var point] && point.Length == 2 * PublicKey.CoordinateSize
        && PublicKey.TryParse(
            CanonicalBase64Url.Encode(point.AsSpan(0, PublicKey.CoordinateSize)),
            CanonicalBase64Url.Encode(point.AsSpan(PublicKey.CoordinateSize)), out _);
}
