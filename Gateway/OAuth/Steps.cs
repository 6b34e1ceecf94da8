using Countersign.Gateway.Throttling;

namespace Countersign.Gateway.OAuth;

/// <summary>The endpoints that share steps; each is a column of <see cref="Steps"/>.</summary>
internal enum Column
{
    Authorize, Continue, Leave, PushedAuthorization, Token, UserInfo, Revoke, Introspect, Logout, SignOut, Backchannel, Device,
}

/// <summary>
/// The steps before each endpoint, in this order: one table, a column for each endpoint. The first step that refuses answers.
/// The tenant comes from the path before all of them (T30), and every answer is not to be stored (the edge sees to it).
/// </summary>
internal sealed class Steps(ClientAuthentication clientAuthentication, DpopProofs dpop, AccessTokens tokens, SourceThrottle throttle)
{
    public delegate ValueTask<OAuthError?> Step(OAuthCall call);

    public Step[] Of(Column column) => [.. Table().Select(row => row[(int)column]).OfType<Step>()];

    private Step?[][] Table()
    {
        Step? no = null;
        Step flood = Flood, query = Query, either = Either, form = Form, maybe = MaybeForm, client = Client, crowd = Stranger;
        Step secret = Confidential, proof = Proof, token = Token;
        return
        [
            //                      authz   cont.   leave   par     token   user    revoke  intro.  logout  out     ciba    device
            /* I17, T2         */ [flood,  flood,  flood,  no,     no,     no,     no,     no,     flood,  flood,  no,     no],
            /* RFC 6749 3.1-2  */ [either, query,  query,  form,   form,   maybe,  form,   form,   either, form,   form,   form],
            /* Core 9          */ [no,     no,     no,     client, client, no,     client, client, no,     no,     client, client],
            /* I17, T2         */ [no,     no,     no,     crowd,  crowd,  no,     crowd,  no,     no,     no,     no,     crowd],
            /* RFC 7662 2.1    */ [no,     no,     no,     no,     no,     no,     no,     secret, no,     no,     secret, no],
            /* RFC 9449 4.3    */ [no,     no,     no,     proof,  proof,  no,     no,     no,     no,     no,     no,     no],
            /* RFC 6750 2      */ [no,     no,     no,     no,     no,     token,  no,     no,     no,     no,     no,     no],
        ];
    }

    /// <summary>Limits, by their source, requests that anybody may send.</summary>
    private ValueTask<OAuthError?> Flood(OAuthCall call) =>
        new(throttle.Request(call.Http) is { } wait ? OAuthErrors.Throttled.After(wait) : null);

    /// <summary>The same for clients whose name is all there is to know.</summary>
    private ValueTask<OAuthError?> Stranger(OAuthCall call) => call.Client!.IsConfidential ? default : Flood(call);

    /// <summary>Reads the query. A parameter that came twice is the endpoint's to refuse: it may have to answer elsewhere.</summary>
    private static ValueTask<OAuthError?> Query(OAuthCall call)
    {
        if (Parameters.OfQuery(call.Http) is not { } parameters) return new(OAuthErrors.InvalidParameter);
        call.Parameters = parameters;
        return default;
    }

    private static ValueTask<OAuthError?> Either(OAuthCall call) => call.IsPost ? ReadForm(call) : Query(call);

    private static async ValueTask<OAuthError?> Form(OAuthCall call) =>
        await ReadForm(call) ?? (call.Parameters.HasTwice ? OAuthErrors.DuplicateParameter : null);   // RFC 6749 3.2

    /// <summary>RFC 6750 2.2: a form may hold the token, where there is one.</summary>
    private static ValueTask<OAuthError?> MaybeForm(OAuthCall call) =>
        call.IsPost && Parameters.IsForm(call.Http.Request) ? Form(call) : default;

    private ValueTask<OAuthError?> Client(OAuthCall call) => clientAuthentication.Authenticate(call);

    private static ValueTask<OAuthError?> Confidential(OAuthCall call) =>
        new(call.Client!.IsConfidential ? null : OAuthErrors.ClientNotAllowed);

    /// <summary>RFC 9449 5: who proves a key gets tokens bound to it; who must and does not gets none.</summary>
    private async ValueTask<OAuthError?> Proof(OAuthCall call)
    {
        var (key, refused) = await dpop.Verify(call, null);
        call.ProofKey = key;
        return refused ?? (key is null && call.Client!.DpopBound && MustProve(call) ? OAuthErrors.DpopRequired : null);
    }

    /// <summary>A pushed request may name the key without proving it (RFC 9449 10.1).</summary>
    private static bool MustProve(OAuthCall call) => call.Parameters["grant_type"] is not null;

    private ValueTask<OAuthError?> Token(OAuthCall call) => tokens.Take(call);

    private static async ValueTask<OAuthError?> ReadForm(OAuthCall call)
    {
        var (parameters, refused) = await Parameters.OfForm(call.Http);
        if (parameters is null) return new OAuthError(OAuthError.InvalidRequest, refused!);
        call.Parameters = parameters;
        return null;
    }
}
