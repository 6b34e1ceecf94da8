using Countersign.Gateway.Outbound;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Waking;

/// <summary>What a phone may register to be woken.</summary>
/// <param name="Kinds">The transports there are.</param>
/// <param name="PublicKey">By which push services of browsers know this service: base64url; null: browsers are not woken.</param>
public sealed record WakingOffer(IReadOnlyList<PushKind> Kinds, string? PublicKey, OutboundSettings Outbound)
{
    public static readonly WakingOffer None = new([], null, OutboundSettings.Default);

    /// <summary>
    /// T16: an endpoint that a phone names is somebody else's address; what its name leads to is looked at with each message.
    /// </summary>
    public bool MayCall(PushSubscription subscription) =>
        subscription.Kind != PushKind.WebPush || OutboundHttp.IsCallable(subscription.Address, Outbound);

    /// <summary>The word of the device protocol and of the metrics.</summary>
    public static string WordFor(PushKind kind) => kind switch
    {
        PushKind.WebPush => "web_push",
        PushKind.Fcm => "fcm",
        PushKind.Apns => "apns",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of push service."),
    };

    public static PushKind? Parse(string word) => word switch
    {
        "web_push" => PushKind.WebPush,
        "fcm" => PushKind.Fcm,
        "apns" => PushKind.Apns,
        _ => null,
    };
}
