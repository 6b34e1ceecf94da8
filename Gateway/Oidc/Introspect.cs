using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>POST /{tenant}/introspect</c> (RFC 7662), for clients that can keep a secret: any access token of the tenant, for such a client may
/// be the resource it is shown at; a refresh token only to its own client.
/// </summary>
internal sealed class Introspect(AccessTokens tokens, Grants grants, TokenIssuer tokenIssuer)
{
    private static readonly IntrospectionAnswer Inactive = new(false);

    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        if (call.Parameters["token"] is not { } token) return OAuthErrors.InvalidParameter;
        var answer = await tokenIssuer.VerifyAccessToken(call.Tenant, token, call.Cancel) is { } access
            ? await OfAccessToken(call, access)
            : await OfRefreshToken(call, token);
        return Json.Ok(answer, OidcJson.Default.IntrospectionAnswer);
    }

    private async ValueTask<IntrospectionAnswer> OfAccessToken(OAuthCall call, AccessToken token)
    {
        if (await tokens.GrantOf(call.Tenant, token, call.Cancel) is not { } grant) return Inactive;
        var issuer = tokenIssuer.Issuer(call.Tenant);
        return Describe(grant, issuer, token.Scope) with
        {
            Aud = issuer,
            TokenType = token.Key is null ? "Bearer" : "DPoP",
            Jti = token.Id,
            Iat = token.IssuedAt.ToUnixTimeSeconds(),
            Exp = token.ExpiresAt.ToUnixTimeSeconds(),
            Cnf = token.Key is { } key ? new Confirmation(key.Value) : null,
        };
    }

    private async ValueTask<IntrospectionAnswer> OfRefreshToken(OAuthCall call, string token) =>
        await grants.InspectRefreshToken(call.Tenant, call.Client!, token, call.Cancel) is { } grant
            ? Describe(grant, tokenIssuer.Issuer(call.Tenant), grant.Scope)
            : Inactive;

    private static IntrospectionAnswer Describe(Grant grant, string issuer, string scope) => new(
        true, issuer, Subjects.For(new(grant.Tenant, grant.User)), ClientId: grant.Client, Scope: scope,
        AuthTime: grant.AuthenticatedAt.ToUnixTimeSeconds(), Acr: grant.AuthenticationContext);
}
