using System.Net.Http.Headers;
using Countersign.Engine;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.OAuth;

/// <summary>Access tokens at a resource of ours (RFC 6750 2, RFC 9449 7): one, good, and with its proof where it is bound.</summary>
internal sealed class AccessTokens(TokenIssuer tokenIssuer, Grants grants, DpopProofs dpop)
{
    /// <summary>Leaves the token in <see cref="OAuthCall.Token"/>.</summary>
    public async ValueTask<OAuthError?> Take(OAuthCall call)
    {
        var (header, posted) = (call.Http.Request.Headers.Authorization, call.Parameters["access_token"]);
        if (header.Count + (posted is null ? 0 : 1) > 1)
            return WithChallenge("Bearer", OAuthErrors.InvalidParameter);   // RFC 6750 2: one way
        var shown = header.Count == 1 && AuthenticationHeaderValue.TryParse(header[0], out var parsed) ? parsed : null;
        var (scheme, text) = posted is null ? (shown?.Scheme ?? "", shown?.Parameter) : ("Bearer", posted);
        var isBound = scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase);
        if (text is null || !(isBound || scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)))
            // 3.1: no reason, for nothing was tried
            return OAuthErrors.TokenRequired.With($"Bearer, DPoP algs=\"{DpopProofs.Algorithms}\"");
        return await Take(call, text, isBound) is { } refused ? WithChallenge(isBound ? "DPoP" : "Bearer", refused) : null;
    }

    private async ValueTask<OAuthError?> Take(OAuthCall call, string text, bool isBound)
    {
        var token = await tokenIssuer.VerifyAccessToken(call.Tenant, text, call.Cancel);
        if (token is null || isBound != token.Key is not null) return OAuthErrors.TokenRefused;
        if (token.Key is { } bound)
        {
            var (key, refused) = await dpop.Verify(call, text);
            if (refused is not null) return new(refused.Word, refused.Row) { Status = 401 };   // RFC 9449 7.1
            if (key != bound) return OAuthErrors.TokenRefused;
        }

        call.Token = token;
        return null;
    }

    /// <summary>The grant behind the token; null when it stands no longer (I7).</summary>
    public ValueTask<Grant?> GrantOf(OAuthCall call) => grants.Inspect(call.Tenant, call.Token!.Grant, call.Cancel);

    public static OAuthError Refused(OAuthCall call) =>
        WithChallenge(call.Token!.Key is null ? "Bearer" : "DPoP", OAuthErrors.TokenRefused);

    /// <summary>RFC 6750 3, RFC 9449 7.1.</summary>
    private static OAuthError WithChallenge(string scheme, OAuthError why)
    {
        var algorithms = scheme == "DPoP" ? $", algs=\"{DpopProofs.Algorithms}\"" : "";
        return why.With($"{scheme} error=\"{why.Word}\", error_description=\"{why.Description}\"{algorithms}");
    }
}
