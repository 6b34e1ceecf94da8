using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>POST /{tenant}/par</c>: an authorization request, ahead of the browser (RFC 9126). Nothing is kept: the client carries it, sealed.
/// </summary>
internal sealed class PushedAuthorization(AuthorizationRequests requests, SealedRequests carried)
{
    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        var (client, parameters) = (call.Client!, call.Parameters);
        if (parameters["request_uri"] is not null) return OAuthErrors.InvalidParameter;   // RFC 9126 2.1
        if (AuthorizationRequests.DestinationOf(parameters, client) is not { } destination) return OidcErrors.RedirectRefused;
        // RFC 9449 10.1
        if (call.ProofKey is { } key && (parameters["dpop_jkt"] ?? key.Value) != key.Value) return OAuthErrors.DpopRefused;
        var (request, refused) = await requests.Parse(call.Tenant, client, destination, parameters, call.Cancel);
        if (request is null) return refused!;
        if (call.ProofKey is { } proved) request = request with { DpopKey = proved.Value };
        return carried.SealPushed(call.Tenant, request) is { } uri
            ? Json.Created(new PushedAnswer(uri, (int)SealedRequests.PushedLife.TotalSeconds), OidcJson.Default.PushedAnswer)
            : OidcErrors.TooLong;
    }
}
