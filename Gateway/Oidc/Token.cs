using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Oidc;

/// <summary><c>POST /{tenant}/token</c>: RFC 6749 4.1.3 and 6, OpenID Connect Core 3.1.3 and 12, CIBA 10.1, RFC 8628 3.4.</summary>
internal sealed class Token(TokenGrants ways, TokenIssuer tokenIssuer, Telemetry telemetry)
{
    private const int ShortestVerifier = 43, LongestVerifier = 128;

    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        var (client, parameters) = (call.Client!, call.Parameters);
        if (parameters["grant_type"] is not { } grantType) return OAuthErrors.InvalidParameter;
        if (ways.Find(grantType) is not { } way) return OidcErrors.GrantTypeUnsupported;
        if (!way.MayUse(client)) return OAuthErrors.ClientNotAllowed;
        if (parameters[way.Parameter] is not { } given) return OAuthErrors.InvalidParameter;
        if (parameters["code_verifier"] is { } verifier && !IsVerifier(verifier)) return OAuthErrors.InvalidParameter;   // RFC 7636 4.1

        var key = await tokenIssuer.KeyFor(call.Tenant, client, call.Cancel);   // F20: without one, nothing is used up
        var granted = await way.Exchange(call, given);
        if (granted is TooFast) return OAuthErrors.SlowDown;
        if (granted is not Granted.Tokens tokens)
            return OAuthErrors.OfGrant(granted is Granted.Refused { Why: var why } ? why : Refusal.InvalidGrant);
        telemetry.TokensIssued(call.Http, call.Tenant, tokens.Grant.User, grantType);
        return Json.Ok(tokenIssuer.Issue(key, client, tokens, call.ProofKey, way.IsFirst), OAuthJson.Default.TokenAnswer);
    }

    private static bool IsVerifier(string text) =>
        text.Length is >= ShortestVerifier and <= LongestVerifier && text.AsSpan().IndexOfAnyExcept(Alphabets.Unreserved) < 0;
}

/// <summary>The ways to tokens of the code flow: a code (RFC 6749 4.1.3), and a refresh token (6).</summary>
internal sealed class CodeTokenRequests(Grants grants)
{
    public TokenGrant Code => new(ClientWords.CodeGrant, client => client.May(ClientGrants.Code), "code", IsFirst: true, RedeemCode);

    public TokenGrant Refresh => new(
        ClientWords.RefreshGrant, client => client.May(ClientGrants.Refresh), "refresh_token", IsFirst: false, RedeemRefreshToken);

    private ValueTask<Granted> RedeemCode(OAuthCall call, string code)
    {
        var verified = call.Parameters["code_verifier"] is { } verifier
            ? CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))   // RFC 7636 4.6
            : null;
        return grants.RedeemCode(call.Tenant, call.Client!, code, call.Parameters["redirect_uri"], verified, call.ProofKey, call.Cancel);
    }

    /// <summary>RFC 6749 6. Scopes that are not known here are passed over, as in the request that was granted.</summary>
    private ValueTask<Granted> RedeemRefreshToken(OAuthCall call, string token)
    {
        var scope = call.Parameters["scope"] is null ? null : Scopes.GrantedTo(call.Client!, call.Parameters.Words("scope"));
        return grants.Refresh(call.Tenant, call.Client!, token, call.ProofKey, scope, call.Cancel);
    }
}
