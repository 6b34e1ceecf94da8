using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Prompts;

namespace Countersign.SignIn.Grants;

/// <summary>The access that a person gave a client, and how the person was there.</summary>
/// <param name="Scope">Space-separated (RFC 6749 3.3).</param>
/// <param name="Mode">How the number was shown.</param>
/// <param name="AuthenticatedAt">When the phone approved.</param>
/// <param name="Session">Hash of the single sign-on session it came from; null when it came from none.</param>
/// <param name="Challenge">The backchannel sign-in it came from.</param>
/// <param name="Nonce">The client's (OpenID Connect Core 3.1.2.1).</param>
/// <param name="Claims">The client's claims request, JSON.</param>
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
    string? Claims = null)
{
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
public sealed record BackchannelRequest(
    string Client, string Scope, string? AcrValues = null, string? Claims = null, string? NotificationToken = null, int? LifeSeconds = null,
    Delivery Delivery = Delivery.Poll, string? SealedHandle = null);

/// <summary>The part of a backchannel request that a pending challenge remembers.</summary>
/// <param name="Delivery">Ping and push: its end is to be told (CIBA 10.2, 10.3).</param>
/// <param name="Scope">Asked again for the same, the client gets the same answer.</param>
public sealed record BackchannelMark(Delivery Delivery, string Scope)
{
    /// <summary>Its client is to be told of its end.</summary>
    [JsonIgnore]
    public bool IsOwedNotification => Delivery is Delivery.Ping or Delivery.Push;
}

/// <summary>The grant that collecting a backchannel sign-in brings into being, in the same step.</summary>
/// <param name="Refresh">Hash of the refresh token's secret; null for none.</param>
/// <param name="RefreshKey">The key that the refresh token is bound to.</param>
public sealed record GrantOpening(GrantId Id, string Scope, string? Claims, SecretHash? Refresh, KeyThumbprint? RefreshKey);
