using Countersign.Engine;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/authorize</c>, and the two ways back to it from the page (OpenID Connect Core 3.1.2).
/// </summary>
internal sealed class Authorize(
    AuthorizationRequests requests, AuthorizationResponse response, Clients clients, SignIns signIns, Grants grants, TokenMint mint, TimeProvider clock)
{
    /// <summary>A client asks.</summary>
    public async ValueTask<IResult> Begin(OidcCall call)
    {
        var parameters = call.Parameters;
        var id = parameters.IsTwice("client_id") ? null : parameters["client_id"];
        if (await Find(call, id) is not { } client) return OAuthErrors.UnknownApplication;
        var (request, refused) = parameters["request_uri"]?.StartsWith(AuthorizationRequests.PushedPrefix, StringComparison.Ordinal) == true
            ? Pushed(call, client)
            : await Read(call, client);
        if (request is null) return refused!;
        return call.IsPost ? Onward(call, request, "authorize/continue") : await Decide(call, client, request, isBack: false);
    }

    /// <summary>Back from the page, or from <c>POST</c>: another origin's form comes without cookies, its redirection with them.</summary>
    public async ValueTask<IResult> Continue(OidcCall call) =>
        await Return(call) is ({ } client, { } request) ? await Decide(call, client, request, isBack: true) : OAuthErrors.RequestOver;

    /// <summary>Back from the page, where the person would not go on.</summary>
    public async ValueTask<IResult> Leave(OidcCall call) =>
        await Return(call) is ({ }, { } request) ? Refuse(call, request.Destination, OAuthErrors.AccessDenied) : OAuthErrors.RequestOver;

    /// <summary>RFC 9126 4: what was pushed, and nothing of what stands beside it.</summary>
    private (AuthorizationRequest? Request, IResult? Refused) Pushed(OidcCall call, Client client)
    {
        var pushed = call.Parameters.IsTwice("request_uri") ? null : requests.OpenPushed(call.Tenant, call.Parameters["request_uri"]!);
        return pushed is not null && pushed.Client == client.Id && client.MayRedirectTo(pushed.RedirectUri)
            ? (pushed, null)
            : (null, OAuthErrors.RequestUriRefused);
    }

    private async ValueTask<(AuthorizationRequest? Request, IResult? Refused)> Read(OidcCall call, Client client)
    {
        if (AuthorizationRequests.DestinationOf(call.Parameters, client) is not { } destination) return (null, OAuthErrors.RedirectRefused);
        if (client.PushedRequests) return (null, Refuse(call, destination, OAuthErrors.PushRequired));   // RFC 9126 5
        var (request, refused) = await requests.Read(call.Tenant, client, destination, call.Parameters, call.Cancel);
        return (request, refused is null ? null : Refuse(call, destination, refused));
    }

    /// <summary>With a session that will do, a code at once; otherwise the page, unless nobody may be asked.</summary>
    private async ValueTask<IResult> Decide(OidcCall call, Client client, AuthorizationRequest request, bool isBack)
    {
        var session = await signIns.Session(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);
        var subject = session is null ? null : Subjects.Of(new(call.Tenant, session.User));
        return request.Judge(session, subject, clock.GetUtcNow(), isBack) switch
        {
            Fitness.Fit => await Issue(call, client, request, session!),
            Fitness.ContextUnmet => Refuse(call, request.Destination, OAuthErrors.ContextUnmet),
            Fitness.OtherPerson => Refuse(call, request.Destination, OAuthErrors.LoginRequired),
            _ when request.IsSilent => Refuse(call, request.Destination, OAuthErrors.LoginRequired),
            _ => Onward(call, request, "sign-in"),
        };
    }

    private async ValueTask<IResult> Issue(OidcCall call, Client client, AuthorizationRequest request, SsoSession session)
    {
        var grant = new Grant(
            call.Tenant, session.User, client.Id, request.Scope, session.Mode, session.AuthenticatedAt, session.Hash, null, request.Nonce, request.Claims);
        KeyThumbprint? key = request.DpopKey is { } thumbprint ? new(thumbprint) : null;
        var code = await grants.IssueCode(grant, new(request.RedirectUri, request.CodeChallenge, key), call.Cancel);
        return AuthorizationResponse.Code(request.Destination, mint.Issuer(call.Tenant), code);
    }

    /// <summary>The request a browser carried, while client and address are still registered.</summary>
    private async ValueTask<(Client? Client, AuthorizationRequest? Request)> Return(OidcCall call)
    {
        var request = requests.Open(call.Tenant, call.Parameters["request"]);
        var client = request is null ? null : await Find(call, request.Client);
        return client?.MayRedirectTo(request!.RedirectUri) == true ? (client, request) : default;
    }

    private async ValueTask<Client?> Find(OidcCall call, string? id) => id is null ? null : await clients.Find(call.Tenant, id, call.Cancel);

    private IResult Onward(OidcCall call, AuthorizationRequest request, string path) =>
        requests.Seal(call.Tenant, request) is { } sealedText
            ? new SeeOther($"/{call.Tenant}/{path}?request={sealedText}")
            : Refuse(call, request.Destination, OAuthErrors.TooLong);

    private IResult Refuse(OidcCall call, Destination destination, OAuthError why) =>
        response.Refuse(call.Http, destination, mint.Issuer(call.Tenant), why);
}
