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

    public ValueTask<IResult> Handle(OidcCall call) => call.Parameters["grant_type"] switch
    {
        "authorization_code" => Code(call),
        "refresh_token" => Refresh(call),
        Collection.CibaGrant => Collect(call, elsewhere.OfBackchannel(call), "ciba"),
        Collection.DeviceGrant => Collect(call, elsewhere.OfDevice(call), "device_code"),
        null => new(OAuthErrors.InvalidParameter),
        _ => new(OAuthErrors.GrantTypeUnsupported),
    };

    private async ValueTask<IResult> Code(OidcCall call)
    {
        var parameters = call.Parameters;
        if (!call.Client!.May(ClientGrants.Code)) return OAuthErrors.ClientNotAllowed;
        if (parameters["code"] is not { } code) return OAuthErrors.InvalidParameter;
        var verifier = parameters["code_verifier"];
        if (verifier is not null && !IsVerifier(verifier)) return OAuthErrors.InvalidParameter;   // RFC 7636 4.1
        var verified = verifier is null ? null : CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));   // 4.6
        var granted = await grants.RedeemCode(call.Tenant, call.Client, code, parameters["redirect_uri"], verified, call.ProofKey, call.Cancel);
        return await Say(call, granted, "authorization_code", isFirst: true);
    }

    private async ValueTask<IResult> Refresh(OidcCall call)
    {
        if (!call.Client!.May(ClientGrants.Refresh)) return OAuthErrors.ClientNotAllowed;
        if (call.Parameters["refresh_token"] is not { } token) return OAuthErrors.InvalidParameter;
        var granted = await grants.Refresh(call.Tenant, call.Client, token, call.ProofKey, call.Cancel);
        return await Say(call, granted, "refresh_token", isFirst: false);
    }

    /// <summary>CIBA 10.1, RFC 8628 3.5: what somebody is asked elsewhere.</summary>
    private async ValueTask<IResult> Collect(OidcCall call, ValueTask<(Granted? Granted, OAuthError? Refused)> collected, string way)
    {
        var (granted, refused) = await collected;
        return refused is null ? await Say(call, granted!, way, isFirst: true) : refused;
    }

    /// <summary>A token set, or the protocol's word for why there is none.</summary>
    private async ValueTask<IResult> Say(OidcCall call, Granted granted, string way, bool isFirst)
    {
        if (granted is Granted.Refused { Why: var why }) return OAuthErrors.Of(why);
        if (granted is not Granted.Tokens tokens) return OAuthErrors.Of(Refusal.InvalidGrant);
        var answer = await mint.Mint(call.Client!, tokens, call.ProofKey, isFirst, call.Cancel);
        watch.TokensIssued(call.Http, call.Tenant, tokens.Grant.User, way);
        return Json.Ok(answer, OidcJson.Default.TokenAnswer);
    }

    private static bool IsVerifier(string text) =>
        text.Length is >= ShortestVerifier and <= LongestVerifier && text.AsSpan().IndexOfAnyExcept(Alphabets.Unreserved) < 0;
}
