using System.Security.Cryptography;
using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Ciba;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Oidc;

/// <summary><c>POST /{tenant}/token</c>: RFC 6749 4.1.3 and 6, OpenID Connect Core 3.1.3 and 12, CIBA 10.1, RFC 8628 3.4.</summary>
internal sealed class Token(Grants grants, Collection elsewhere, TokenMint mint, Watch watch)
{
    private const int ShortestVerifier = 43, LongestVerifier = 128;

    /// <summary>The ways to a token: who may go each, what is given for the token, and whether the person was there for it.</summary>
    private Way? WayOf(string grantType) => grantType switch
    {
        "authorization_code" => new(ClientGrants.Code, "code", IsFirst: true, RedeemCode),
        "refresh_token" => new(ClientGrants.Refresh, "refresh_token", IsFirst: false, Refresh),
        Collection.CibaGrant => new(ClientGrants.Ciba, "auth_req_id", IsFirst: true, elsewhere.OfBackchannel),
        Collection.DeviceGrant => new(ClientGrants.Device, "device_code", IsFirst: true, elsewhere.OfDevice),
        _ => null,
    };

    public async ValueTask<IResult> Handle(OidcCall call)
    {
        var (client, parameters) = (call.Client!, call.Parameters);
        if (parameters["grant_type"] is not { } grantType) return OAuthErrors.InvalidParameter;
        if (WayOf(grantType) is not { } way) return OAuthErrors.GrantTypeUnsupported;
        if (!client.May(way.Needed)) return OAuthErrors.ClientNotAllowed;
        if (way.Needed == ClientGrants.Ciba && client.Backchannel.Delivery == Delivery.Push) return OAuthErrors.ClientNotAllowed;   // CIBA 11
        if (parameters[way.Parameter] is not { } given) return OAuthErrors.InvalidParameter;
        if (parameters["code_verifier"] is { } verifier && !IsVerifier(verifier)) return OAuthErrors.InvalidParameter;   // RFC 7636 4.1

        var key = await mint.KeyFor(call.Tenant, client, call.Cancel);   // F20: without one, nothing is used up
        var granted = await way.Exchange(call, given);
        if (granted is Collection.TooFast) return OAuthErrors.SlowDown;
        if (granted is not Granted.Tokens tokens) return OAuthErrors.Of(granted is Granted.Refused { Why: var why } ? why : Refusal.InvalidGrant);
        watch.TokensIssued(call.Http, call.Tenant, tokens.Grant.User, grantType);
        return Json.Ok(mint.Mint(key, client, tokens, call.ProofKey, way.IsFirst), OidcJson.Default.TokenAnswer);
    }

    private ValueTask<Granted> RedeemCode(OidcCall call, string code)
    {
        var verified = call.Parameters["code_verifier"] is { } verifier ? CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : null;   // 4.6
        return grants.RedeemCode(call.Tenant, call.Client!, code, call.Parameters["redirect_uri"], verified, call.ProofKey, call.Cancel);
    }

    private ValueTask<Granted> Refresh(OidcCall call, string token) => grants.Refresh(call.Tenant, call.Client!, token, call.ProofKey, call.Cancel);

    private static bool IsVerifier(string text) =>
        text.Length is >= ShortestVerifier and <= LongestVerifier && text.AsSpan().IndexOfAnyExcept(Alphabets.Unreserved) < 0;

    /// <param name="Parameter">What holds that which is given for the token.</param>
    private sealed record Way(ClientGrants Needed, string Parameter, bool IsFirst, Func<OidcCall, string, ValueTask<Granted>> Exchange);
}
