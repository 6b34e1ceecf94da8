using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Countersign.SignIn.Providers;

/// <summary>The way the service authenticates at a provider's token endpoint (OpenID Connect Core 9).</summary>
public enum ProviderAuthentication : byte
{
    Malformed = 0,

    /// <summary><c>client_secret_basic</c>.</summary>
    SecretInHeader = 1,

    /// <summary><c>client_secret_post</c>.</summary>
    SecretInBody = 2,

    /// <summary><c>private_key_jwt</c>, with the tenant's own signing key, which its key set publishes.</summary>
    PrivateKeyJwt = 3,
}

/// <summary>How a provider's person becomes a user of the tenant the first time.</summary>
public enum LinkRule : byte
{
    Malformed = 0,

    /// <summary>Not by themselves: an administrator links them.</summary>
    None = 1,

    /// <summary>A user who is there, and whose name the provider says; it must be of a domain that signs in with this provider.</summary>
    ByUserName = 2,

    /// <summary>The same, and whoever is not there is created.</summary>
    Create = 3,
}

/// <summary>
/// An organisation's own identity provider, which a tenant lets its people sign in with (WAY-2): OpenID Connect, the code flow, with this
/// service as its client.
/// </summary>
/// <param name="Id">1 to 32 of <c>a-z 0-9 -</c>; part of its redirect address.</param>
/// <param name="Name">What people are shown; display text.</param>
/// <param name="Issuer">Exactly the <c>iss</c> of what it signs; its discovery document is found there.</param>
/// <param name="ClientId">Of this service, at the provider.</param>
/// <param name="SealedSecret">The client secret, sealed by the gateway; null without one.</param>
/// <param name="Scopes">Asked for; <c>openid</c> among them.</param>
/// <param name="Contexts">The <c>acr_values</c> asked for; empty: none.</param>
/// <param name="IsTrusted">
/// What it says of how and when the person was there (<c>acr</c>, <c>amr</c>, <c>auth_time</c>) is said on in this service's tokens.
/// </param>
/// <param name="NameClaim">The claim that has the user name, where a person is linked by it.</param>
/// <param name="SignsOut">Whoever signs out here is signed out there, too.</param>
/// <param name="AssertsIssuer">The audience of this service's assertions is the issuer; otherwise the token endpoint.</param>
/// <param name="Generation">
/// The tenant's change that registered it as whom it vouches for: made again, or with another issuer or client id, it is another (I7).
/// </param>
public sealed record Provider(
    string Id,
    string Name,
    string Issuer,
    string ClientId,
    ProviderAuthentication Authentication,
    string? SealedSecret,
    ImmutableArray<string> Scopes,
    ImmutableArray<string> Contexts,
    bool IsTrusted,
    LinkRule Linking,
    string NameClaim,
    bool SignsOut,
    bool AssertsIssuer,
    long Generation = 0)
{
    /// <summary>It takes a secret.</summary>
    [JsonIgnore]
    public bool HasSecret => Authentication is ProviderAuthentication.SecretInHeader or ProviderAuthentication.SecretInBody;

    public static bool IsId(string? text) =>
        text is { Length: >= 1 and <= Limits.ProviderIdLength } && text[0] != '-' && text[^1] != '-'
        && text.AsSpan().IndexOfAnyExcept(Alphabets.LowerAsciiDigitsHyphen) < 0;
}
