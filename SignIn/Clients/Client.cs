using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Clients;

/// <summary>The way a client authenticates at the token endpoint (OpenID Connect Core 9).</summary>
public enum ClientAuthenticationMethod : byte
{
    Malformed = 0,

    /// <summary>Not at all: a public client.</summary>
    None = 1,

    /// <summary><c>client_secret_basic</c> or <c>client_secret_post</c>.</summary>
    Secret = 2,

    /// <summary><c>private_key_jwt</c>.</summary>
    PrivateKeyJwt = 3,
}

/// <summary>Signature algorithms (RFC 7518 3.1).</summary>
public enum SigningAlgorithm : byte { Malformed = 0, RS256 = 1, ES256 = 2, PS256 = 3 }

/// <summary>The way the result of a backchannel sign-in reaches its client (CIBA 5).</summary>
public enum Delivery : byte { Malformed = 0, Poll = 1, Ping = 2, Push = 3 }

/// <summary>The ways to a token that a client may go.</summary>
[Flags]
public enum ClientGrants : byte { None = 0, Code = 1, Refresh = 2, Ciba = 4, Device = 8 }

/// <summary>A key a client signs with.</summary>
/// <param name="KeyId">The <c>kid</c>: 1 to 64 printable characters of ASCII.</param>
/// <param name="Algorithm"><see cref="SigningAlgorithm.ES256"/> or <see cref="SigningAlgorithm.PS256"/>.</param>
/// <param name="Jwk">The public key as a JWK object of its required members alone, JSON.</param>
public sealed record ClientKey(string KeyId, SigningAlgorithm Algorithm, string Jwk);

/// <summary>A client's registration for backchannel sign-ins (CIBA 4).</summary>
/// <param name="NotificationEndpoint">https; for ping and push.</param>
/// <param name="SignedRequests">Its authentication requests must be signed.</param>
/// <param name="UserCode">It sends the person's user code, where the person has one.</param>
/// <param name="KnowsUsers">It may hear that there is no such user; others hear of somebody who does not answer (T5).</param>
public sealed record Backchannel(
    Delivery Delivery, string? NotificationEndpoint, bool SignedRequests, bool UserCode, bool KnowsUsers = false)
{
    /// <summary>The registration of a client that says nothing of it.</summary>
    public static readonly Backchannel Default = new(Delivery.Poll, null, false, false);
}

/// <summary>An application that sends people here to sign in, as an operator registered it.</summary>
/// <param name="Id">1 to 64 of <c>A-Z a-z 0-9 . _ ~ -</c>.</param>
/// <param name="Name">What people are shown; display text.</param>
/// <param name="Secrets">Hashes of the secrets it may use; the newest last.</param>
/// <param name="Keys">The keys it signs with.</param>
/// <param name="RedirectUris">Where an authorization response may go; compared character by character.</param>
/// <param name="PostLogoutRedirectUris">Where a person may go after signing out.</param>
/// <param name="IdTokenAlgorithm">How its ID tokens are signed.</param>
/// <param name="DpopBound">Its tokens are bound to a key it proves (RFC 9449).</param>
/// <param name="PushedRequests">Its authorization requests must be pushed (RFC 9126).</param>
/// <param name="KeepsRefreshToken">Its refresh token stays the same when it is used, for nobody else could use it (B5).</param>
/// <param name="Generation">
/// The tenant's change that registered it, or that ended what was granted to it: raised with it, so that a client made again under the same
/// id inherits nothing. 0: of the configuration, or of a release that counted none.
/// </param>
/// <param name="Since">The tenant's change that registered an address, where that is later than the client's own generation.</param>
/// <param name="Ways">What this client leaves of the tenant's other ways (<see cref="WayTable"/>).</param>
/// <param name="AsksFirst">None of its people is taken to a provider without a click.</param>
/// <param name="AsksSecond">
/// After a password or a provider's word it asks for a number on the phone (S-58), whatever the tenant says.
/// </param>
public sealed record Client(
    string Id,
    string Name,
    ClientAuthenticationMethod Authentication,
    ImmutableArray<SecretHash> Secrets,
    ImmutableArray<ClientKey> Keys,
    ClientGrants Grants,
    ImmutableArray<string> RedirectUris,
    ImmutableArray<string> PostLogoutRedirectUris,
    SigningAlgorithm IdTokenAlgorithm,
    bool DpopBound,
    bool PushedRequests,
    Backchannel Backchannel,
    bool KeepsRefreshToken = false,
    long Generation = 0,
    ImmutableDictionary<string, long>? Since = null,
    string Ways = WayTable.Open,
    bool AsksFirst = false,
    bool AsksSecond = false)
{
    /// <summary>It can keep a secret (RFC 6749 2.1).</summary>
    [JsonIgnore]
    public bool IsConfidential => Authentication is ClientAuthenticationMethod.Secret or ClientAuthenticationMethod.PrivateKeyJwt;

    /// <summary>What it leaves of the ways beside the phone.</summary>
    [JsonIgnore]
    public ClientWays Leaves => new(Ways, AsksFirst, AsksSecond);

    /// <summary>Whether it may go all of these ways.</summary>
    public bool May(ClientGrants grants) => (Grants & grants) == grants;

    /// <summary>
    /// T17: exactly a registered address. An address on this very machine that was registered without a port may come with any
    /// (RFC 8252 7.3).
    /// </summary>
    public bool MayRedirectTo(string uri) => AddressOf(uri) is not null;

    /// <summary>The generation under which something is granted by way of this address, or of none; null: it is not registered.</summary>
    public long? GenerationOf(string? uri) => uri is null ? Generation
        : AddressOf(uri) is { } registered ? Math.Max(Generation, Since?.GetValueOrDefault(registered) ?? 0)
        : null;

    private string? AddressOf(string uri) =>
        RedirectUris.FirstOrDefault(registered =>
            string.Equals(registered, uri, StringComparison.Ordinal) || RedirectAddress.IsWithPort(registered, uri));

    /// <summary>Exactly a registered address.</summary>
    public bool MayReturnTo(string uri) => PostLogoutRedirectUris.Contains(uri, StringComparer.Ordinal);

    public static bool IsId(string? text) => Alphabets.IsPathName(text, Alphabets.Unreserved, Limits.ClientIdLength);
}
