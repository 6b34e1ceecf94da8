using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Providers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Countersign.Gateway.Federation;

/// <summary>
/// Verifies a provider's ID tokens (OpenID Connect Core 3.1.3.7, A6, A10): the outer shape by our own strict reader, then signature and
/// claims. The algorithm is one of three asymmetric ones and fits the key (J1, J2); keys come from the provider's key set and from nowhere
/// else (J6).
/// </summary>
internal sealed class ProviderIdTokens(ProviderDocuments documents, TimeProvider clock)
{
    private const int SmallestModulus = 2048;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>The token's claims; null when it is not good for this trip.</summary>
    public async ValueTask<JsonElement?> Verify(TenantId tenant, Provider provider, Trip trip, string text, CancellationToken cancel)
    {
        if (StrictJwt.Parse(text, mayBeUntyped: true, "JWT") is not { } token) return null;
        var document = await documents.Find(tenant, provider, cancel);
        if (KeyFor(document, token) is null) document = await documents.WithNewKeys(tenant, provider, document, cancel);
        if (KeyFor(document, token) is not { } key) return null;
        var checkedNow = await Handler.ValidateTokenAsync(text, Parameters(provider, key));
        return checkedNow.IsValid && IsForTrip(token, provider, trip) ? token.Payload : null;
    }

    /// <summary>The key of that name and kind; a token without a name needs the only one there is of its kind.</summary>
    private static SecurityKey? KeyFor(ProviderDocument document, StrictJwt token)
    {
        var kind = token.Algorithm == "ES256" ? "EC" : "RSA";
        var fitting = document.Keys.OfType<JsonWebKey>().Where(key => key.Kty == kind && IsFor(key, token.Algorithm)).ToArray();
        if (token.KeyId is not { } name) return fitting is [var only] ? only : null;
        return fitting.Where(key => key.Kid == name).ToArray() is [var found] ? found : null;
    }

    private static bool IsFor(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm) && (key.Kty != "RSA" || key.KeySize >= SmallestModulus);

    private TokenValidationParameters Parameters(Provider provider, SecurityKey key) => new()
    {
        ValidAlgorithms = SigningAlgorithms.All,
        RequireSignedTokens = true,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        ValidIssuer = provider.Issuer,
        ValidAudience = provider.ClientId,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
    };

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Limits.ClockSkew && (from is not { } begin || now >= begin - Limits.ClockSkew);
    }

    /// <summary>The nonce of this trip, for this service alone, made since the trip began, about somebody.</summary>
    private bool IsForTrip(StrictJwt token, Provider provider, Trip trip) =>
        token.Text("nonce") is { } nonce && IsSame(nonce, trip.Nonce)
        && token.Text("iss") == provider.Issuer
        && ProviderSubject.HashOf(provider.Id, token.Text("sub")) is not null
        && IsForUsAlone(token, provider)
        && token.Instant("iat") is { } issued && issued >= trip.Began - Limits.ClockSkew && issued <= clock.GetUtcNow() + Limits.ClockSkew;

    /// <summary>Core 3.1.3.7: several audiences need an authorized party, and one that is named must be this service.</summary>
    private static bool IsForUsAlone(StrictJwt token, Provider provider)
    {
        var isNamed = token.Payload.TryGetProperty("azp", out _);
        var isAlone = token.Payload.TryGetProperty("aud", out var audience)
            && audience.ValueKind switch
            {
                JsonValueKind.String => true,
                JsonValueKind.Array => audience.GetArrayLength() == 1,
                _ => false,
            };
        return isNamed ? token.Text("azp") == provider.ClientId : isAlone;
    }

    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
