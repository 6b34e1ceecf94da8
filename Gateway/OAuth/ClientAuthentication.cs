using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// Client authentication (OpenID Connect Core 9, RFC 6749 2.3, RFC 7523). Each client has one way; whatever else is shown is refused, and
/// all but a replay and a wrong audience is refused alike.
/// </summary>
internal sealed class ClientAuthentication(ClientRegistry clients, Proofs proofs, IReplayMemory replays, TimeProvider clock)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string AssertionJwt = "client-authentication+jwt", PlainJwt = "JWT";
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(300);               // T22
    private static readonly byte[] Nobody = new byte[CanonicalBase64Url.DigestLength];

    /// <summary>Says who asks in <see cref="OAuthCall.Client"/>, or why it is not believed.</summary>
    public async ValueTask<OAuthError?> Authenticate(OAuthCall call)
    {
        var header = call.Http.Request.Headers.Authorization;
        var secret = call.Parameters["client_secret"];
        var isAsserted = (call.Parameters["client_assertion"] ?? call.Parameters["client_assertion_type"]) is not null;
        if ((header.Count > 0 ? 1 : 0) + (secret is null ? 0 : 1) + (isAsserted ? 1 : 0) > 1)
            return OAuthErrors.TwoAuthentications;   // 2.3
        if (header.Count > 0)
        {
            var refused = await ByHeader(call, header);
            return refused?.With($"Basic realm=\"{proofs.Issuer(call.Tenant)}\"");   // RFC 6749 5.2
        }

        return isAsserted ? await ByAssertion(call)
            : secret is not null ? await BySecret(call, call.Parameters["client_id"], secret)
            : await ByNameAlone(call, call.Parameters["client_id"]);
    }

    /// <summary><c>client_secret_basic</c> (RFC 6749 2.3.1): both parts are form-urlencoded first.</summary>
    private ValueTask<OAuthError?> ByHeader(OAuthCall call, Microsoft.Extensions.Primitives.StringValues header)
    {
        if (header.Count != 1 || !AuthenticationHeaderValue.TryParse(header[0], out var shown)
            || !shown.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || Decode(shown.Parameter) is not { } pair
            || pair.Split(':', 2) is not [var id, var secret])
        {
            return new(OAuthErrors.ClientRefused);
        }

        var decoded = WebUtility.UrlDecode(id);
        if (call.Parameters["client_id"] is { } named && named != decoded) return new(OAuthErrors.ClientRefused);
        return secret.Length == 0 ? ByNameAlone(call, decoded) : BySecret(call, decoded, WebUtility.UrlDecode(secret));
    }

    private async ValueTask<OAuthError?> BySecret(OAuthCall call, string? id, string secret)
    {
        var client = await clients.Find(call.Tenant, id ?? "", call.Cancel);
        if (!IsSecretOf(client, secret)) return OAuthErrors.ClientRefused;
        call.Client = client;
        return null;
    }

    /// <summary>A14: hashes are compared, in constant time; an unknown client's as well, with one that no text has.</summary>
    private static bool IsSecretOf(Client? client, string secret)
    {
        var shown = Encoding.ASCII.GetBytes(SecretHash.OfSecret(secret).Value);
        var isRight = CryptographicOperations.FixedTimeEquals(Nobody, shown);
        if (client?.Authentication != ClientAuthenticationMethod.Secret) return false;
        foreach (var known in client.Secrets)
            isRight |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known.Value), shown);
        return isRight;
    }

    /// <summary>A public client: its name is all there is to know. It may say so with an empty secret (RFC 6749 2.3.1).</summary>
    private async ValueTask<OAuthError?> ByNameAlone(OAuthCall call, string? id)
    {
        var client = await clients.Find(call.Tenant, id ?? "", call.Cancel);
        if (client?.Authentication != ClientAuthenticationMethod.None) return OAuthErrors.ClientRefused;
        call.Client = client;
        return null;
    }

    /// <summary><c>private_key_jwt</c>. The signature first (A10), then what it says.</summary>
    private async ValueTask<OAuthError?> ByAssertion(OAuthCall call)
    {
        var assertion = StrictJwt.Parse(call.Parameters["client_assertion"], mayBeUntyped: true, PlainJwt, AssertionJwt);
        if (assertion is null || call.Parameters["client_assertion_type"] != AssertionType) return OAuthErrors.ClientRefused;
        var (id, named) = (assertion.Text("iss"), call.Parameters["client_id"]);
        if (id is null || assertion.Text("sub") != id || (named is not null && named != id))
            return OAuthErrors.ClientRefused;   // RFC 7523 3
        var client = await clients.Find(call.Tenant, id, call.Cancel);
        if (client?.Authentication != ClientAuthenticationMethod.PrivateKeyJwt || !IsSignedBy(client, assertion))
            return OAuthErrors.ClientRefused;
        if (!IsFor(assertion.Payload, proofs.Issuer(call.Tenant))) return OAuthErrors.AudienceRefused;
        if (assertion.Text("jti") is not { Length: >= 1 and <= ReplayMemory.LongestId } jti || IssuedAt(assertion) is not { } issued)
            return OAuthErrors.ClientRefused;
        var until = clock.GetUtcNow() + LongestLife + 3 * Limits.ClockSkew;
        var isFirst = await replays.IsFirst(
            ReplayKind.ClientAssertion, call.Tenant.Value + "|" + id + "|" + jti, issued, until, call.Cancel);
        if (!isFirst) return OAuthErrors.AssertionReplayed;
        call.Client = client;
        return null;
    }

    /// <summary>By a key registered for this client, with the algorithm the key is registered for (J1, J4, J6).</summary>
    public static bool IsSignedBy(Client client, StrictJwt token) => client.Keys.Any(key =>
        (token.KeyId is null || token.KeyId == key.KeyId)
        && ClientVerificationKey.FromKept(key.Jwk, key.Algorithm).Verify(token));

    /// <summary>X1, T23: for this issuer and nobody else; the address of an endpoint is not the issuer.</summary>
    public static bool IsFor(JsonElement payload, string issuer) =>
        payload.TryGetProperty("aud", out var audience) && audience.ValueKind switch
        {
            JsonValueKind.String => audience.ValueEquals(issuer),
            JsonValueKind.Array => audience.GetArrayLength() == 1
                && audience[0].ValueKind == JsonValueKind.String && audience[0].ValueEquals(issuer),
            _ => false,
        };

    /// <summary>When it was made; null: not now.</summary>
    private DateTimeOffset? IssuedAt(StrictJwt assertion)
    {
        var (now, skew) = (clock.GetStamp(), Limits.ClockSkew);
        return assertion.Instant("exp") is { } end && now < end + skew && end <= now + LongestLife + skew
            && assertion.Instant("iat") is { } issued && issued <= now + skew
            && (!assertion.Payload.TryGetProperty("nbf", out _) || assertion.Instant("nbf") <= now + skew)
            ? issued
            : null;
    }

    private static string? Decode(string? base64)
    {
        if (base64 is null) return null;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
