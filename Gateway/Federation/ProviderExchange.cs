using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Providers;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Countersign.Gateway.Federation;

/// <summary>A provider's word about a person, verified.</summary>
/// <param name="Claims">Of the ID token, with the user name from UserInfo where the token lacks it.</param>
internal sealed record ProviderWord(string IdToken, JsonElement Claims, string? UserName);

/// <summary>Exchanges a provider's code for its word about the person (OpenID Connect Core 3.1.3).</summary>
internal sealed class ProviderExchange(
    ProviderClient client, ProviderDocuments documents, ProviderIdTokens idTokens, ProviderSecrets secrets, KeyRing keys,
    TimeProvider clock)
{
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);

    /// <summary>Null: the provider refused the code, or what it gave for it is not good.</summary>
    /// <exception cref="ProviderUnavailableException">It does not answer.</exception>
    public async ValueTask<ProviderWord?> Redeem(
        TenantId tenant, Provider provider, Trip trip, string code, string redirectUri, CancellationToken cancel)
    {
        var configuration = (await documents.Find(tenant, provider, cancel)).Configuration;
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri),
            new("code_verifier", trip.Verifier),
        ];
        var proof = await Prove(tenant, provider, configuration, form, cancel);
        var reply = await client.Post(tenant, provider, configuration.TokenEndpoint, form, proof, cancel);
        if (reply is not { Status: 200, Json: { } json } || TextOf(json, "id_token") is not { } token) return null;
        if (await idTokens.Verify(tenant, provider, trip, token, cancel) is not { } claims) return null;
        var name = NameIn(claims, provider)
            ?? await NameFromUserInfo(tenant, provider, configuration, claims, TextOf(json, "access_token"), cancel);
        return new(token, claims, name);
    }

    /// <summary>The service shows its right to the code, as the provider wants it (Core 9).</summary>
    private async ValueTask<AuthenticationHeaderValue?> Prove(
        TenantId tenant, Provider provider, OpenIdConnectConfiguration configuration, List<KeyValuePair<string, string>> form,
        CancellationToken cancel)
    {
        if (provider.Authentication == ProviderAuthentication.PrivateKeyJwt)
        {
            form.Add(new("client_id", provider.ClientId));
            form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            form.Add(new("client_assertion", await Assertion(tenant, provider, configuration, cancel)));
            return null;
        }

        var secret = secrets.Open(tenant, provider.SealedSecret)
            ?? throw new ProviderUnavailableException("Its secret was sealed with another one than this gateway's.");
        if (provider.Authentication == ProviderAuthentication.SecretInHeader)   // RFC 6749 2.3.1
            return new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(Encode(provider.ClientId) + ":" + Encode(secret))));
        form.Add(new("client_id", provider.ClientId));
        form.Add(new("client_secret", secret));
        return null;
    }

    /// <summary>RFC 7523 3, signed with the key that the tenant's key set publishes.</summary>
    private async ValueTask<string> Assertion(
        TenantId tenant, Provider provider, OpenIdConnectConfiguration configuration, CancellationToken cancel)
    {
        var key = await keys.Signing(tenant, SigningAlgorithm.RS256, cancel);
        var now = clock.GetUtcNow();
        return key.Sign("JWT", new ClaimSet
        {
            ["iss"] = provider.ClientId,
            ["sub"] = provider.ClientId,
            ["aud"] = provider.AssertsIssuer ? provider.Issuer : configuration.TokenEndpoint,
            ["jti"] = RandomValues.Handle(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + AssertionLife).ToUnixTimeSeconds(),
        });
    }

    /// <summary>Core 5.3: some providers say names there alone. It must be about the same person (5.3.2).</summary>
    private async ValueTask<string?> NameFromUserInfo(
        TenantId tenant, Provider provider, OpenIdConnectConfiguration configuration, JsonElement claims, string? accessToken,
        CancellationToken cancel)
    {
        if (provider.Linking == LinkRule.None || accessToken is null) return null;
        if (configuration.UserInfoEndpoint is not { Length: > 0 } address) return null;
        var reply = await client.Get(tenant, provider, address, accessToken, cancel);
        return reply is { Status: 200, Json: { } json } && TextOf(json, "sub") == TextOf(claims, "sub") ? NameIn(json, provider) : null;
    }

    /// <summary>An e-mail address counts where the provider says that it was verified.</summary>
    private static string? NameIn(JsonElement claims, Provider provider) =>
        provider.NameClaim == "email" && !(claims.TryGetProperty("email_verified", out var said) && said.ValueKind == JsonValueKind.True)
            ? null
            : TextOf(claims, provider.NameClaim);

    private static string? TextOf(JsonElement json, string member) => StrictJwt.TextOf(json, member, 16 * 1024);

    private static string Encode(string text) => WebUtility.UrlEncode(text);
}
