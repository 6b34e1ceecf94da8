using Countersign.Gateway.Http;

namespace Countersign.Gateway.Devices;

/// <summary>Errors of phones' requests, beside those of the rules.</summary>
public static class DeviceErrors
{
    public static readonly ProtocolError InvalidSubscription = new("CS1051", "invalid_push_subscription", 400,
        "That is nowhere a phone could be woken.",
        "Send the members of its kind, as the push service gave them; an endpoint is https on a public address.");
    public static readonly ProtocolError PushKindNotOffered = new("CS3051", "push_kind_not_offered", 409,
        "The service has no push transport of this kind.",
        "GET the same address to see which there are.");
}
