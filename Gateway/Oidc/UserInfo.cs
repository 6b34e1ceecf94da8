using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Oidc;

/// <summary><c>GET</c> and <c>POST /{tenant}/userinfo</c> (OpenID Connect Core 5.3).</summary>
internal sealed class UserInfo(AccessTokens tokens)
{
    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        if (await tokens.GrantOf(call) is not { } grant) return AccessTokens.Refused(call);
        var claims = new ClaimSet { ["sub"] = call.Token!.Subject };
        TokenIssuer.About(claims, grant with { Scope = call.Token.Scope }, "userinfo");   // the token's own, which may be narrower
        return Json.Written(claims.ToJson());
    }
}
