using System.Collections.Immutable;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Clients;

/// <summary>Rules for registering a client: whatever is contradictory or unsafe is refused whole.</summary>
public static class ClientRules
{
    private const ClientGrants WaysIn = ClientGrants.Code | ClientGrants.Ciba | ClientGrants.Device;

    /// <summary>The first rule the client breaks; null when it may be registered.</summary>
    public static Refusal? Objection(Client client) =>
        HasForm(client) && HasMeans(client) && HasGrants(client) && HasAddresses(client) && HasBackchannel(client)
            && WayTable.IsWell(client.Ways)
            ? null
            : Refusal.ClientRefused;

    private static bool HasForm(Client client) =>
        Client.IsId(client.Id)
        && client.Name.Length > 0 && DisplayText.IsFit(client.Name)
        && client.Authentication is >= ClientAuthenticationMethod.None and <= ClientAuthenticationMethod.PrivateKeyJwt
        && client.IdTokenAlgorithm is >= SigningAlgorithm.RS256 and <= SigningAlgorithm.PS256;

    /// <summary>
    /// Secrets only where they are used, keys exactly where something is signed. A client with neither secret nor key yet can do nothing.
    /// </summary>
    private static bool HasMeans(Client client)
    {
        var signs = client.Authentication == ClientAuthenticationMethod.PrivateKeyJwt || client.Backchannel.SignedRequests;
        return (client.Secrets.IsEmpty || client.Authentication == ClientAuthenticationMethod.Secret)
            && client.Secrets.Length <= Limits.SecretsPerClient
            && client.Keys.IsEmpty != signs
            && client.Keys.Length <= Limits.KeysPerClient
            && client.Keys.All(ClientJwk.IsKey)
            && client.Keys.Select(key => key.KeyId).Distinct(StringComparer.Ordinal).Count() == client.Keys.Length;
    }

    /// <summary>C12: backchannel sign-ins are for clients that can keep a secret.</summary>
    private static bool HasGrants(Client client) =>
        (client.Grants & WaysIn) != 0
        && (client.Grants & ~(WaysIn | ClientGrants.Refresh)) == 0
        && (client.IsConfidential || !client.May(ClientGrants.Ciba))
        && (!client.KeepsRefreshToken || client.IsConfidential || client.DpopBound);   // B5

    private static bool HasAddresses(Client client) =>
        client.May(ClientGrants.Code) != client.RedirectUris.IsEmpty
        && AreAcceptable(client.RedirectUris, client)
        && AreAcceptable(client.PostLogoutRedirectUris, client);

    private static bool AreAcceptable(ImmutableArray<string> addresses, Client client) =>
        addresses.Length <= Limits.AddressesPerClient
        && addresses.All(address => RedirectAddress.IsAcceptable(address, mayHaveOwnScheme: !client.IsConfidential));

    /// <summary>CIBA 4, C11: who is notified says where; a client whose requests are signed collects its tokens itself.</summary>
    private static bool HasBackchannel(Client client)
    {
        var backchannel = client.Backchannel;
        if (!client.May(ClientGrants.Ciba)) return backchannel == Backchannel.Default;
        return backchannel.Delivery switch
        {
            Delivery.Poll => backchannel.NotificationEndpoint is null,
            Delivery.Ping => IsNotified(backchannel),
            Delivery.Push =>
                IsNotified(backchannel) && !backchannel.SignedRequests && !client.DpopBound,   // nobody is there to prove a key
            _ => false,
        };
    }

    private static bool IsNotified(Backchannel backchannel) =>
        backchannel.NotificationEndpoint is { } endpoint && WebAddress.IsHttps(endpoint) && !endpoint.Contains('#');
}
