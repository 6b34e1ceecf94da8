using System.Collections.Immutable;
using System.Text.Json;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>A client as it is registered. Members have their names from RFC 7591 and the specifications that extend it.</summary>
/// <param name="ClientName">What people are shown.</param>
/// <param name="TokenEndpointAuthMethod">
/// <c>none</c>, <c>client_secret_basic</c> (or <c>client_secret_post</c>, the same) or <c>private_key_jwt</c>.
/// </param>
/// <param name="GrantTypes">At least one.</param>
/// <param name="RedirectUris">With <c>authorization_code</c>, at least one and at most 20.</param>
/// <param name="PostLogoutRedirectUris">At most 20.</param>
/// <param name="Jwks">Public keys the client signs with, at most 5.</param>
/// <param name="IdTokenSignedResponseAlg"><c>RS256</c> when absent, <c>ES256</c> or <c>PS256</c>.</param>
/// <param name="RefreshTokenRotation">
/// Each use of a refresh token brings another; <c>false</c> only for a client that has a secret or a key, or whose tokens are bound to one.
/// </param>
/// <param name="BackchannelTokenDeliveryMode"><c>poll</c> when absent, <c>ping</c> or <c>push</c>.</param>
/// <param name="BackchannelClientNotificationEndpoint">https; for ping and push.</param>
/// <param name="BackchannelKnowsUsers">It may hear <c>unknown_user_id</c>; others hear of somebody who does not answer.</param>
/// <param name="BackchannelSignedRequests">Its backchannel requests must be signed; not with <c>push</c>.</param>
/// <param name="Ways">
/// Which other ways may follow which reason, as in the tenant's settings; what the tenant does not leave it cannot give.
/// </param>
/// <param name="SecondFactor">
/// After a password or the organisation's own server it asks for a number on the phone, whatever the tenant says; absent: as the tenant
/// says.
/// </param>
/// <param name="AsksBeforeProvider">Its people go to their organisation's server only by a click; absent: as the domain says.</param>
public sealed record ClientBody(
    string ClientName,
    string TokenEndpointAuthMethod,
    IReadOnlyList<string> GrantTypes,
    IReadOnlyList<string>? RedirectUris = null,
    IReadOnlyList<string>? PostLogoutRedirectUris = null,
    JwksBody? Jwks = null,
    string? IdTokenSignedResponseAlg = null,
    bool? DpopBoundAccessTokens = null,
    bool? RequirePushedAuthorizationRequests = null,
    string? BackchannelTokenDeliveryMode = null,
    string? BackchannelClientNotificationEndpoint = null,
    bool? BackchannelSignedRequests = null,
    bool? BackchannelUserCodeParameter = null,
    bool? BackchannelKnowsUsers = null,
    bool? RefreshTokenRotation = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Ways = null,
    bool? AsksBeforeProvider = null,
    bool? SecondFactor = null)
{
    public static ClientBody From(Client client)
    {
        var backchannel = client.May(ClientGrants.Ciba) ? client.Backchannel : null;
        return new(
            client.Name, ClientWords.WordFor(client.Authentication), ClientWords.WordsFor(client.Grants), client.RedirectUris,
            client.PostLogoutRedirectUris,
            client.Keys.IsEmpty ? null : JwksBody.From(client.Keys), SigningAlgorithms.WordOf(client.IdTokenAlgorithm), client.DpopBound,
            client.PushedRequests,
            backchannel is null ? null : ClientWords.WordFor(backchannel.Delivery), backchannel?.NotificationEndpoint,
            backchannel?.SignedRequests,
            backchannel?.UserCode, backchannel?.KnowsUsers, !client.KeepsRefreshToken,
            client.Ways.Length == 0 ? null : WayTable.Read(client.Ways), client.AsksFirst ? true : null,
            client.AsksSecond ? true : null);
    }

    /// <summary>
    /// Null when a word is not one of those above. Whether it all goes together is the rules' to say. Without secrets: they are drawn here.
    /// </summary>
    public Client? ToClient(string id)
    {
        if (ClientWords.ParseAuthentication(TokenEndpointAuthMethod) is not { } authentication
            || ClientWords.ParseGrants(GrantTypes) is not { } grants
            || SigningAlgorithms.Parse(IdTokenSignedResponseAlg ?? "RS256") is not { } algorithm
            || ClientWords.ParseDelivery(BackchannelTokenDeliveryMode ?? "poll") is not { } delivery
            || JwksBody.ToKeys(Jwks) is not { } keys
            || WayTable.Write(Ways ?? WayTable.Read(null)) is not { } ways)
        {
            return null;
        }

        var backchannel = new Backchannel(
            delivery, BackchannelClientNotificationEndpoint, BackchannelSignedRequests ?? false, BackchannelUserCodeParameter ?? false,
            BackchannelKnowsUsers ?? false);
        DisplayText.TryRead(ClientName, out var name);
        return new(
            id, name, authentication, [], keys, grants, [.. RedirectUris ?? []], [.. PostLogoutRedirectUris ?? []], algorithm,
            DpopBoundAccessTokens ?? false, RequirePushedAuthorizationRequests ?? false, backchannel, RefreshTokenRotation == false,
            Ways: ways, AsksFirst: AsksBeforeProvider ?? false, AsksSecond: SecondFactor ?? false);
    }
}

/// <summary>Public keys (RFC 7517 5).</summary>
public sealed record JwksBody(IReadOnlyList<JwkBody> Keys)
{
    public static JwksBody From(ImmutableArray<ClientKey> keys) => new([.. keys.Select(JwkBody.From)]);

    /// <summary>Null when one of them is no key to verify with.</summary>
    public static ImmutableArray<ClientKey>? ToKeys(JwksBody? jwks)
    {
        var keys = ImmutableArray.CreateBuilder<ClientKey>();
        foreach (var body in jwks?.Keys ?? [])
        {
            if (body.ToKey() is not { } key) return null;
            keys.Add(key);
        }

        return keys.ToImmutable();
    }
}

/// <param name="Alg"><c>ES256</c> with a P-256 key or <c>PS256</c> with an RSA key of 2,048 to 4,096 bits.</param>
/// <param name="Use"><c>sig</c>, or absent.</param>
public sealed record JwkBody(
    string Kty, string Kid, string Alg, string? Use = null, string? Crv = null, string? X = null, string? Y = null,
    string? N = null, string? E = null)
{
    /// <summary>The key as it is kept: its required members in a fixed order (RFC 7638 3.2).</summary>
    public ClientKey? ToKey()
    {
        if (Use is not (null or "sig") || SigningAlgorithms.Parse(Alg) is not { } algorithm) return null;
        string[]? members = this switch
        {
            { Kty: "EC", Crv: { } curve, X: { } x, Y: { } y, N: null, E: null } => ["crv", curve, "kty", Kty, "x", x, "y", y],
            { Kty: "RSA", N: { } n, E: { } e, Crv: null, X: null, Y: null } => ["e", e, "kty", Kty, "n", n],
            _ => null,
        };
        return members is null ? null : new(Kid, algorithm, Write(members));
    }

    public static JwkBody From(ClientKey key)
    {
        using var jwk = JsonDocument.Parse(key.Jwk);
        string? Text(string name) => jwk.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new(
            Text("kty")!, key.KeyId, SigningAlgorithms.WordOf(key.Algorithm), "sig",
            Text("crv"), Text("x"), Text("y"), Text("n"), Text("e"));
    }

    private static string Write(string[] members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            for (var i = 0; i < members.Length; i += 2) json.WriteString(members[i], members[i + 1]);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
