using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/authorize</c>, and the two ways back to it from the page (OpenID Connect Core 3.1.2).
/// </summary>
internal sealed class Authorize(
    AuthorizationRequests requests, SealedRequests carried, AuthorizationResponse response, ClientRegistry clients, SignIns signIns,
    Grants grants,
    TokenIssuer tokenIssuer, TimeProvider clock)
{
    /// <summary>A client asks.</summary>
    public async ValueTask<IResult> Begin(OAuthCall call)
    {
        var parameters = call.Parameters;
        var id = parameters.IsTwice("client_id") ? null : parameters["client_id"];
        if (await Find(call, id) is not { } client) return OidcErrors.UnknownApplication;
        var (request, refused) = parameters["request_uri"]?.StartsWith(SealedRequests.PushedPrefix, StringComparison.Ordinal) == true
            ? Pushed(call, client)
            : await Read(call, client);
        if (request is null) return refused!;
        return call.IsPost ? Onward(call, request, "authorize/continue") : await Decide(call, client, request, isBack: false);
    }

    /// <summary>Back from the page, or from <c>POST</c>: another origin's form comes without cookies, its redirection with them.</summary>
    public async ValueTask<IResult> Continue(OAuthCall call) =>
        await Return(call) is ({ } client, { } request) ? await Decide(call, client, request, isBack: true) : OidcErrors.RequestOver;

    /// <summary>Back from the page, where the person would not go on.</summary>
    public async ValueTask<IResult> Leave(OAuthCall call) =>
        await Return(call) is ({ }, { } request) ? Refuse(call, request.Destination, OidcErrors.AccessDenied) : OidcErrors.RequestOver;

    /// <summary>RFC 9126 4: what was pushed, and nothing of what stands beside it.</summary>
    private (AuthorizationRequest? Request, IResult? Refused) Pushed(OAuthCall call, Client client)
    {
        var pushed = call.Parameters.IsTwice("request_uri") ? null : carried.OpenPushed(call.Tenant, call.Parameters["request_uri"]!);
        return pushed is not null && pushed.Client == client.Id && client.MayRedirectTo(pushed.RedirectUri)
            ? (pushed, null)
            : (null, OidcErrors.RequestUriRefused);
    }

    private async ValueTask<(AuthorizationRequest? Request, IResult? Refused)> Read(OAuthCall call, Client client)
    {
        if (AuthorizationRequests.DestinationOf(call.Parameters, client) is not { } destination) return (null, OidcErrors.RedirectRefused);
        if (client.PushedRequests) return (null, Refuse(call, destination, OidcErrors.PushRequired));   // RFC 9126 5
        var (request, refused) = await requests.Parse(call.Tenant, client, destination, call.Parameters, call.Cancel);
        return (request, refused is null ? null : Refuse(call, destination, refused));
    }

    /// <summary>With a session that will do, a code at once; otherwise the page, unless nobody may be asked.</summary>
    private async ValueTask<IResult> Decide(OAuthCall call, Client client, AuthorizationRequest request, bool isBack)
    {
        var session = await signIns.Session(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);
        var subject = session is null ? null : Subjects.For(new(call.Tenant, session.User));
        return request.Judge(session, subject, clock.GetUtcNow(), isBack) switch
        {
            Fitness.Fit => await Issue(call, client, request, session!),
            Fitness.ContextUnmet => Refuse(call, request.Destination, OidcErrors.ContextUnmet),
            Fitness.OtherPerson => Refuse(call, request.Destination, OidcErrors.LoginRequired),
            _ when request.IsSilent => Refuse(call, request.Destination, OidcErrors.LoginRequired),
            _ => Onward(call, request, "sign-in"),
        };
    }

    private async ValueTask<IResult> Issue(OAuthCall call, Client client, AuthorizationRequest request, SsoSession session)
    {
        var grant = new Grant(
            call.Tenant, session.User, client.Id, request.Scope, session.Mode, session.AuthenticatedAt, session.Hash, null, request.Nonce,
            request.Claims);
        KeyThumbprint? key = request.DpopKey is { } thumbprint ? new(thumbprint) : null;
        var code = await grants.IssueCode(grant, new(request.RedirectUri, request.CodeChallenge, key), call.Cancel);
        return AuthorizationResponse.Code(request.Destination, tokenIssuer.Issuer(call.Tenant), code);
    }

    /// <summary>The request a browser carried, while client and address are still registered.</summary>
    private async ValueTask<(Client? Client, AuthorizationRequest? Request)> Return(OAuthCall call)
    {
        var request = carried.Open(call.Tenant, call.Parameters["request"]);
        var client = request is null ? null : await Find(call, request.Client);
        return client?.MayRedirectTo(request!.RedirectUri) == true ? (client, request) : default;
    }

    private async ValueTask<Client?> Find(OAuthCall call, string? id) =>
        id is null ? null : await clients.Find(call.Tenant, id, call.Cancel);

    private IResult Onward(OAuthCall call, AuthorizationRequest request, string path) =>
        carried.Seal(call.Tenant, request) is { } sealedText
            ? new SeeOther($"/{call.Tenant}/{path}?request={sealedText}")
            : Refuse(call, request.Destination, OidcErrors.TooLong);

    private IResult Refuse(OAuthCall call, Destination destination, OAuthError why) =>
        response.Refuse(call.Http, destination, tokenIssuer.Issuer(call.Tenant), why);
}
