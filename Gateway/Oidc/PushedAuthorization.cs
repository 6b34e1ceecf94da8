using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>POST /{tenant}/par</c>: an authorization request, ahead of the browser (RFC 9126), to be completed once.
/// </summary>
internal sealed class PushedAuthorization(AuthorizationRequests requests, CarriedRequests carried)
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
        var (uri, wait) = await carried.Push(call.Http, call.Tenant, request, call.Cancel);
        if (wait is { } time) return OAuthErrors.Throttled.After(time);
        return uri is null
            ? OidcErrors.TooLong
            : Json.Created(new PushedAnswer(uri, (int)Limits.PushedRequestLife.TotalSeconds), OidcJson.Default.PushedAnswer);
    }
}
