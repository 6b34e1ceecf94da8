using Countersign.Gateway.Http;

namespace Countersign.Gateway.Federation;

/// <summary>The errors of the way to a provider and back.</summary>
internal static class FederationErrors
{
    public static readonly ProtocolError ResponseRefused = new("CS4032", "provider_response_refused", 400,
        "The organisation's answer is not one to a sign-in of this browser.",
        "Begin a new sign-in. It was not begun here, came too late or twice, or the answer was not the provider's.");
    public static readonly ProtocolError Declined = new("CS4033", "provider_declined", 403,
        "The organisation's own server did not sign the person in.",
        "Begin a new sign-in, there or with the phone.");
    public static readonly ProtocolError ProviderUnavailable = new("CS5021", "provider_unavailable", 503,
        "The organisation's own sign-in server does not answer.",
        "Try again in a moment, or sign in with the phone. Nobody was signed in.");
}
