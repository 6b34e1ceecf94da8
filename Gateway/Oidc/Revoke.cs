using Countersign.Engine;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>POST /{tenant}/revoke</c> (RFC 7009). The grant goes with any token of it. What is no token of this client's is as good as revoked.
/// </summary>
internal sealed class Revoke(Grants grants, TokenIssuer tokenIssuer)
{
    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        if (call.Parameters["token"] is not { } token) return OAuthErrors.InvalidParameter;
        var client = call.Client!.Id;
        if (!await grants.RevokeRefreshToken(call.Tenant, client, token, call.Cancel)
            && await tokenIssuer.VerifyAccessToken(call.Tenant, token, call.Cancel) is { } access && access.Client == client)
        {
            await grants.Revoke(call.Tenant, client, access.Grant, call.Cancel);
        }

        return Results.Text("", "text/plain");   // 2.2: the status says it all
    }
}
