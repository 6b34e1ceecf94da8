using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Grants;

/// <summary>The access that a person gave a client, and how the person was there.</summary>
/// <param name="Scope">Space-separated (RFC 6749 3.3).</param>
/// <param name="Mode">How the number was shown; none when there was none.</param>
/// <param name="AuthenticatedAt">When the phone approved, or when the provider says that the person was there.</param>
/// <param name="Session">Hash of the single sign-on session it came from; null when it came from none.</param>
/// <param name="Challenge">The backchannel sign-in it came from.</param>
/// <param name="Nonce">The client's (OpenID Connect Core 3.1.2.1).</param>
/// <param name="Claims">The client's claims request, JSON.</param>
/// <param name="StandsOn">Null when a release that did not know it wrote the row: such a grant is served no longer.</param>
/// <param name="Generation">The client's, when it was granted.</param>
/// <param name="Address">Where the answer went; null when it went nowhere.</param>
/// <param name="Federated">How the person signed in at a provider; null when no provider vouched.</param>
/// <param name="Secret">How the person signed in with a password, a recovery code or a passkey; null when with none of them.</param>
public sealed record Grant(
    TenantId Tenant,
    UserName User,
    string Client,
    string Scope,
    NumberMode Mode,
    DateTimeOffset AuthenticatedAt,
    SecretHash? Session = null,
    ChallengeId? Challenge = null,
    string? Nonce = null,
    string? Claims = null,
    StandsOn? StandsOn = null,
    long Generation = 0,
    string? Address = null,
    FederatedSignIn? Federated = null,
    SecretSignIn? Secret = null)
{
    /// <summary>N14, I14: what may honestly be said of how the person was there.</summary>
    [JsonIgnore]
    public string AuthenticationContext =>
        Federated?.AuthenticationContext ?? Secret?.AuthenticationContext ?? Mode.Meaning().AuthenticationContext;

    /// <summary>The client may come back without the person (OpenID Connect Core 11).</summary>
    public bool IsOffline => IsOfflineScope(Scope);

    public static bool IsOfflineScope(string scope) => scope.Split(' ').Contains("offline_access", StringComparer.Ordinal);
}

/// <summary>The binding of a code: whoever redeems it must know or be the same.</summary>
/// <param name="RedirectUri">As in the authorization request.</param>
/// <param name="CodeChallenge">PKCE, S256; null when there was none (RFC 7636).</param>
/// <param name="DpopKey">The thumbprint from <c>dpop_jkt</c> (RFC 9449 10).</param>
public sealed record CodeBinding(string RedirectUri, string? CodeChallenge, KeyThumbprint? DpopKey);

/// <summary>A client's request on the backchannel, to a person who is elsewhere (CIBA 7.1).</summary>
/// <param name="Client">By id.</param>
/// <param name="NotificationToken">Sent back with each notification; sealed by the gateway, so that no row has it in clear.</param>
/// <param name="LifeSeconds">At most this long; at least 10 s, at most the tenant's challenge life. Null: the tenant's.</param>
/// <param name="Delivery">How its client hears of the end.</param>
/// <param name="SealedHandle">The <c>auth_req_id</c>, sealed by the gateway: a notification names it, and a row has its hash alone.</param>
/// <param name="Generation">The client's: made again under the same id, it is another.</param>
public sealed record BackchannelRequest(
    string Client, string Scope, string? AcrValues = null, string? Claims = null, string? NotificationToken = null, int? LifeSeconds = null,
    Delivery Delivery = Delivery.Poll, string? SealedHandle = null, long Generation = 0);

/// <summary>The part of a backchannel request that a pending challenge remembers.</summary>
/// <param name="Delivery">Ping and push: its end is to be told (CIBA 10.2, 10.3).</param>
/// <param name="Scope">Asked again for the same, the client gets the same answer.</param>
/// <param name="Generation">The client's.</param>
public sealed record BackchannelMark(Delivery Delivery, string Scope, long Generation = 0)
{
    /// <summary>Its client is to be told of its end.</summary>
    [JsonIgnore]
    public bool IsOwedNotification => Delivery is Delivery.Ping or Delivery.Push;
}

/// <summary>The grant that collecting a backchannel sign-in brings into being, in the same step.</summary>
/// <param name="Refresh">Hash of the refresh token's secret; null for none.</param>
/// <param name="RefreshKey">The key that the refresh token is bound to.</param>
/// <param name="Generation">The client's, when it asked.</param>
public sealed record GrantOpening(
    GrantId Id, string Scope, string? Claims, SecretHash? Refresh, KeyThumbprint? RefreshKey, long Generation = 0);

/// <summary>A token set that is about to be given, for its fact.</summary>
/// <param name="IsRefresh">For a refresh token; otherwise for a code or a device code.</param>
/// <param name="Mark">Tells it apart from any other.</param>
public sealed record TokenSet(GrantId Grant, bool IsRefresh, RequestId Mark);
