using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>The registered words for what a client is and may (RFC 7591, OpenID Connect Registration, CIBA 4), each in one place.</summary>
public static class ClientWords
{
    public const string CodeGrant = "authorization_code", RefreshGrant = "refresh_token", CibaGrant = "urn:openid:params:grant-type:ciba";
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private static readonly (ClientGrants Grant, string Word)[] Grants =
    [
        (ClientGrants.Code, CodeGrant), (ClientGrants.Refresh, RefreshGrant),
        (ClientGrants.Ciba, CibaGrant), (ClientGrants.Device, DeviceGrant),
    ];

    /// <summary>The ways clients may authenticate (OpenID Connect Core 9), the best known first and "not at all" last.</summary>
    public static readonly string[] AuthenticationMethods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

    public static string WordFor(ClientAuthenticationMethod authentication) => authentication switch
    {
        ClientAuthenticationMethod.Secret => "client_secret_basic",
        ClientAuthenticationMethod.PrivateKeyJwt => "private_key_jwt",
        _ => "none",
    };

    /// <summary>Null for what is no method; so those below. A secret may be sent either way, whichever of the two is named.</summary>
    public static ClientAuthenticationMethod? ParseAuthentication(string word) => word switch
    {
        "none" => ClientAuthenticationMethod.None,
        "client_secret_basic" or "client_secret_post" => ClientAuthenticationMethod.Secret,
        "private_key_jwt" => ClientAuthenticationMethod.PrivateKeyJwt,
        _ => null,
    };

    public static IReadOnlyList<string> WordsFor(ClientGrants grants) =>
        [.. Grants.Where(one => grants.HasFlag(one.Grant)).Select(one => one.Word)];

    public static ClientGrants? ParseGrants(IEnumerable<string> words)
    {
        var grants = ClientGrants.None;
        foreach (var word in words)
        {
            var (grant, known) = Grants.FirstOrDefault(one => one.Word == word);
            if (known is null) return null;
            grants |= grant;
        }

        return grants;
    }

    /// <summary>The delivery modes of backchannel sign-ins (CIBA 5), in order.</summary>
    public static readonly string[] Deliveries = ["poll", "ping", "push"];

    public static string WordFor(Delivery delivery) => delivery switch
    {
        Delivery.Ping => "ping",
        Delivery.Push => "push",
        _ => "poll",
    };

    public static Delivery? ParseDelivery(string word) => word switch
    {
        "poll" => Delivery.Poll,
        "ping" => Delivery.Ping,
        "push" => Delivery.Push,
        _ => null,
    };
}
