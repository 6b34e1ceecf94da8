using Countersign.SignIn.Clients;

namespace Countersign.Gateway;

/// <summary>The registered words for what a client is and may (RFC 7591, OpenID Connect Registration, CIBA 4), each in one place.</summary>
public static class ClientWords
{
    private static readonly (ClientGrants Grant, string Word)[] Grants =
    [
        (ClientGrants.Code, "authorization_code"),
        (ClientGrants.Refresh, "refresh_token"),
        (ClientGrants.Ciba, "urn:openid:params:grant-type:ciba"),
        (ClientGrants.Device, "urn:ietf:params:oauth:grant-type:device_code"),
    ];

    public static string Of(ClientAuthentication authentication) => authentication switch
    {
        ClientAuthentication.Secret => "client_secret_basic",
        ClientAuthentication.PrivateKeyJwt => "private_key_jwt",
        _ => "none",
    };

    /// <summary>Null for what is no method; so those below. A secret may be sent either way, whichever of the two is named.</summary>
    public static ClientAuthentication? AuthenticationOf(string word) => word switch
    {
        "none" => ClientAuthentication.None,
        "client_secret_basic" or "client_secret_post" => ClientAuthentication.Secret,
        "private_key_jwt" => ClientAuthentication.PrivateKeyJwt,
        _ => null,
    };

    public static IReadOnlyList<string> Of(ClientGrants grants) => [.. Grants.Where(one => grants.HasFlag(one.Grant)).Select(one => one.Word)];

    public static ClientGrants? GrantsOf(IEnumerable<string> words)
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

    public static string Of(SigningAlgorithm algorithm) => algorithm.ToString();

    public static SigningAlgorithm? AlgorithmOf(string word) => word switch
    {
        "RS256" => SigningAlgorithm.RS256,
        "ES256" => SigningAlgorithm.ES256,
        "PS256" => SigningAlgorithm.PS256,
        _ => null,
    };

    public static string Of(Delivery delivery) => delivery switch
    {
        Delivery.Ping => "ping",
        Delivery.Push => "push",
        _ => "poll",
    };

    public static Delivery? DeliveryOf(string word) => word switch
    {
        "poll" => Delivery.Poll,
        "ping" => Delivery.Ping,
        "push" => Delivery.Push,
        _ => null,
    };
}
