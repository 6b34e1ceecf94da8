using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// Signed authentication requests (CIBA 7.1.1, C4): a JWT of the client's with every parameter in it and none beside it, for this issuer
/// alone, fresh, and good once.
/// </summary>
internal sealed class SignedRequests(Proofs proofs, IReplayMemory replays, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);      // FAPI 1 Advanced 5.2.2-13 and -14

    /// <summary>The parameters as the client signed them, or as it sent them; and what is wrong with that.</summary>
    public async ValueTask<(Parameters? Parameters, OAuthError? Refused)> Open(OAuthCall call)
    {
        var (client, sent) = (call.Client!, call.Parameters);
        if (sent["request_uri"] is not null) return (null, OAuthErrors.RequestUriUnsupported);
        if (sent["request"] is not { } request)
            return client.Backchannel.SignedRequests ? (null, CibaErrors.SignedRequestRequired) : (sent, null);
        if (BackchannelRequests.Names.Any(name => sent[name] is not null)) return (null, CibaErrors.SignedRequestRefused);   // 7.1.1
        if (StrictJwt.Parse(request, mayBeUntyped: true, "JWT", "oauth-authz-req+jwt") is not { } signed
            || !ClientAuthentication.IsSignedBy(client, signed) || !IsFrom(client, signed, proofs.Issuer(call.Tenant))
            || IssuedAt(signed) is not { } issued
            || signed.Text("jti") is not { Length: >= 1 and <= ReplayMemory.LongestId } jti
            || Parameters.OfClaims(signed.Payload) is not { } parameters)
        {
            return (null, CibaErrors.SignedRequestRefused);
        }

        var until = clock.GetUtcNow() + 2 * Longest + Limits.ClockSkew;
        return await replays.IsFirst(ReplayKind.SignedRequest, $"{call.Tenant}|{client.Id}|{jti}", issued, until, call.Cancel)
            ? (parameters, null)
            : (null, CibaErrors.SignedRequestReplayed);
    }

    /// <summary>A request has no subject: what has one is a token of another kind (J7).</summary>
    private static bool IsFrom(Client client, StrictJwt signed, string issuer) =>
        signed.Text("iss") == client.Id && ClientAuthentication.IsFor(signed.Payload, issuer)
        && !signed.Payload.TryGetProperty("sub", out _)
        && (!signed.Payload.TryGetProperty("client_id", out _) || signed.Text("client_id") == client.Id);

    /// <summary>When it was made; null: it is not fresh.</summary>
    private DateTimeOffset? IssuedAt(StrictJwt signed)
    {
        if (signed.Instant("exp") is not { } end || signed.Instant("nbf") is not { } from || signed.Instant("iat") is not { } issued)
            return null;
        var (now, skew) = (clock.GetStamp(), Limits.ClockSkew);
        return now < end + skew && end - from <= Longest && from <= now + skew && now - from <= Longest + skew
            && issued <= now + skew
            ? issued
            : null;
    }
}
