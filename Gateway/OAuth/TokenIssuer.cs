using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.OAuth;

/// <summary>An access token of ours, verified and not over. Whether its grant still stands is for the engine to say.</summary>
/// <param name="Key">The key it is bound to (RFC 9449 6.1).</param>
internal sealed record AccessToken(
    string Subject, string Client, string Scope, GrantId Grant, KeyThumbprint? Key, string Id, DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt);

/// <summary>An ID token of ours that came back. It may be over: it says who, not that they are there.</summary>
/// <param name="User">Where the token names the user, too.</param>
internal sealed record ReturnedIdToken(string Subject, string Client, UserName? User);

/// <summary>Issues tokens, and verifies those it issued.</summary>
internal sealed class TokenIssuer(KeyRing keys, Proofs proofs, TimeProvider clock)
{
    public const string AccessTokenType = "at+jwt", IdTokenType = "JWT";

    public string Issuer(TenantId tenant) => proofs.Issuer(tenant);

    /// <summary>The key that signs this client's tokens.</summary>
    /// <exception cref="EngineUnavailableException">Nothing can be signed now.</exception>
    public ValueTask<TokenSigningKey> KeyFor(TenantId tenant, Client client, CancellationToken cancel) =>
        keys.Signing(tenant, client.IdTokenAlgorithm, cancel);

    /// <summary>A token set, as the token endpoint answers it (RFC 6749 5.1, OpenID Connect Core 3.1.3.3).</summary>
    /// <param name="proofKey">The key the client proved (RFC 9449).</param>
    /// <param name="isFirst">Not a refresh: the nonce belongs to the authentication (Core 12.2).</param>
    /// <param name="pushed">The <c>auth_req_id</c> of a set that is pushed: the ID token vouches for all of it (CIBA 10.3.1).</param>
    public TokenAnswer Issue(
        TokenSigningKey key, Client client, Granted.Tokens granted, KeyThumbprint? proofKey, bool isFirst, string? pushed = null)
    {
        var (grant, now) = (granted.Grant, clock.GetStamp());
        var until = Earlier(now + Limits.AccessTokenLife, clock.ToStamp(granted.ExpiresAt));
        var access = key.Sign(AccessTokenType, AccessClaims(grant, granted.Id, proofKey, now, until));
        var id = grant.Scope.Split(' ').Contains(Scopes.OpenId)
            ? key.Sign(IdTokenType, IdClaims(client, granted, access, now, isFirst, pushed))
            : null;
        return new(access, proofKey is null ? "Bearer" : "DPoP", Seconds.Until(until, now), grant.Scope, granted.RefreshToken, id);
    }

    /// <summary>A verified access token of this tenant that is not over, or null (A10).</summary>
    public async ValueTask<AccessToken?> VerifyAccessToken(TenantId tenant, string? text, CancellationToken cancel)
    {
        if (await Verified(tenant, text, AccessTokenType, cancel) is not { } token || token.Text("aud") != Issuer(tenant)) return null;
        var bound = token.Payload.TryGetProperty("cnf", out var cnf) ? StrictJwt.TextOf(cnf, "jkt") : null;
        return token.Instant("exp") is { } until && until > clock.GetStamp() && token.Instant("iat") is { } issuedAt
            && GrantId.TryParse(token.Text("gid"), out var grant)
            ? new(
                token.Text("sub")!, token.Text("client_id")!, token.Text("scope")!, grant, bound is null ? null : new KeyThumbprint(bound),
                token.Text("jti")!, issuedAt, until)
            : null;
    }

    /// <summary>An ID token of this tenant, or null.</summary>
    public async ValueTask<ReturnedIdToken?> VerifyIdToken(TenantId tenant, string? text, CancellationToken cancel) =>
        await Verified(tenant, text, IdTokenType, cancel, isHint: true) is { } token
        && token.Text("sub") is { } subject && token.Text("aud") is { } client
            ? new(subject, client, UserOf(tenant, token, subject))
            : null;

    private static UserName? UserOf(TenantId tenant, StrictJwt token, string subject) =>
        UserName.TryParse(token.Text("preferred_username"), out var user) && Subjects.For(new(tenant, user)) == subject ? user : null;

    private async ValueTask<StrictJwt?> Verified(TenantId tenant, string? text, string type, CancellationToken cancel, bool isHint = false)
    {
        var token = StrictJwt.Parse(text, mayBeUntyped: false, type);
        if (token is null) return null;
        var key = isHint
            ? await keys.VerifyingHints(tenant, token.KeyId, token.Algorithm, cancel)
            : await keys.Verifying(tenant, token.KeyId, token.Algorithm, cancel);
        return key is not null && key.Verify(token) && token.Text("iss") == Issuer(tenant) ? token : null;
    }

    /// <summary>RFC 9068 2.2.</summary>
    private ClaimSet AccessClaims(Grant grant, GrantId id, KeyThumbprint? proofKey, DateTimeOffset now, DateTimeOffset until)
    {
        var claims = Claims(grant, Issuer(grant.Tenant), now, until);
        claims["client_id"] = grant.Client;
        claims["scope"] = grant.Scope;
        claims["jti"] = RandomValues.Handle();
        claims["gid"] = id.Value;
        if (proofKey is { } key) claims["cnf"] = new ClaimSet { ["jkt"] = key.Value };
        return claims;
    }

    /// <summary>OpenID Connect Core 2, 3.1.3.6.</summary>
    private ClaimSet IdClaims(Client client, Granted.Tokens granted, string access, DateTimeOffset now, bool isFirst, string? pushed)
    {
        var grant = granted.Grant;
        var claims = Claims(grant, grant.Client, now, now + Limits.AccessTokenLife);
        claims["amr"] = grant.Federated?.AuthenticationMethods ?? grant.Secret?.AuthenticationMethods ?? Words.PhoneSignInMethods;
        claims["at_hash"] = HalfHash(access);
        if (isFirst && grant.Nonce is { } nonce) claims["nonce"] = nonce;
        // so that the token can be its id_token_hint (CIBA 7.1)
        if (client.May(ClientGrants.Ciba)) claims["preferred_username"] = grant.User.Value;
        About(claims, grant, "id_token");
        if (pushed is null) return claims;
        claims["urn:openid:params:jwt:claim:auth_req_id"] = pushed;
        if (granted.RefreshToken is { } refresh) claims["urn:openid:params:jwt:claim:rt_hash"] = HalfHash(refresh);
        return claims;
    }

    /// <summary>The left half of SHA-256 (Core 3.1.3.6); all our algorithms hash with it.</summary>
    private static string HalfHash(string token) =>
        CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));

    /// <summary>N14: what may honestly be said of how the person was there.</summary>
    private ClaimSet Claims(Grant grant, string audience, DateTimeOffset now, DateTimeOffset until) => new()
    {
        ["iss"] = Issuer(grant.Tenant),
        ["sub"] = Subjects.For(new(grant.Tenant, grant.User)),
        ["aud"] = audience,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = until.ToUnixTimeSeconds(),
        ["auth_time"] = clock.ToStamp(grant.AuthenticatedAt).ToUnixTimeSeconds(),
        ["acr"] = grant.AuthenticationContext,
    };

    /// <summary>
    /// Adds the claims about the person that the scope (Core 5.4) and the claims request (5.5) ask for. User names look like e-mail
    /// addresses; whether mail reaches anybody there was never tried.
    /// </summary>
    public static void About(ClaimSet claims, Grant grant, string part)
    {
        var scopes = grant.Scope.Split(' ');
        var wanted = ClaimsRequest.Parse(grant.Claims) ?? ClaimsRequest.None;
        var asked = part == "id_token" ? wanted.IdToken : wanted.UserInfo;
        if (scopes.Contains("profile") || asked.Contains("preferred_username")) claims["preferred_username"] = grant.User.Value;
        if (scopes.Contains("email") || asked.Contains("email")) claims["email"] = grant.User.Value;
        if (scopes.Contains("email") || asked.Contains("email_verified")) claims["email_verified"] = false;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
