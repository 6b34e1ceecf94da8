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
    AuthorizationRequests requests, CarriedRequests carried, AuthorizationResponse response, ClientRegistry clients, SignIns signIns,
    Grants grants, TokenIssuer tokenIssuer, WaysOut ways, Transactions transactions, TimeProvider clock)
{
    /// <summary>A client asks.</summary>
    public async ValueTask<IResult> Begin(OAuthCall call)
    {
        var parameters = call.Parameters;
        var id = parameters.IsTwice("client_id") ? null : parameters["client_id"];
        if (await Find(call, id) is not { } client) return OidcErrors.UnknownApplication;
        var (asked, refused) = parameters["request_uri"]?.StartsWith(CarriedRequests.PushedPrefix, StringComparison.Ordinal) == true
            ? await Pushed(call, client)
            : await Read(call, client);
        if (asked is null) return refused!;
        return call.IsPost
            ? await Onward(call, asked, "authorize/continue")
            : await Decide(call, client, asked, await Session(call), Came.First);
    }

    /// <summary>
    /// Back from the page, or from <c>POST</c>: another origin's form comes without cookies, its redirection with them. With the name of a
    /// sign-in it is that one's affair and no other's, whoever else has signed in with this browser since.
    /// </summary>
    public async ValueTask<IResult> Continue(OAuthCall call)
    {
        if (await Return(call) is not ({ } client, { } asked)) return OidcErrors.RequestOver;
        if (call.Parameters["t"] is not { } name) return await Decide(call, client, asked, await Session(call), Came.Back);
        var transaction = call.Parameters.IsTwice("t") ? null : transactions.Find(call.Http, call.Tenant, name, asked.Text);
        var own = transaction is null
            ? null
            : await signIns.SessionOf(call.Tenant, transaction.Handle, transaction.PageRedemption, call.Cancel);
        if (own is null) return await NotRedeemed(call, asked, name, transaction);
        Transactions.Forget(call.Http, transaction!);
        return await Decide(call, client, asked, own, Came.WithItsOwn);
    }

    /// <summary>Back from the page, where the person would not go on.</summary>
    public async ValueTask<IResult> Leave(OAuthCall call) =>
        await Return(call) is ({ }, { Request: { } request })
            ? Refuse(call, request.Destination, OidcErrors.AccessDenied)
            : OidcErrors.RequestOver;

    /// <summary>RFC 9126 4: what was pushed, and nothing of what stands beside it.</summary>
    private async ValueTask<(CarriedRequest? Asked, IResult? Refused)> Pushed(OAuthCall call, Client client)
    {
        var uri = call.Parameters.IsTwice("request_uri") ? null : call.Parameters["request_uri"];
        var pushed = uri is null ? null : await carried.OpenPushed(call.Tenant, client.Id, uri, call.Cancel);
        return pushed is not null && pushed.Request.IsOf(client)
            ? (pushed, null)
            : (null, OidcErrors.RequestUriRefused);
    }

    private async ValueTask<(CarriedRequest? Asked, IResult? Refused)> Read(OAuthCall call, Client client)
    {
        if (AuthorizationRequests.DestinationOf(call.Parameters, client) is not { } destination) return (null, OidcErrors.RedirectRefused);
        if (client.PushedRequests) return (null, Refuse(call, destination, OidcErrors.PushRequired));   // RFC 9126 5
        var (request, refused) = await requests.Parse(call.Tenant, client, destination, call.Parameters, call.Cancel);
        return request is null ? (null, Refuse(call, destination, refused!)) : (new(request, null), null);
    }

    /// <summary>With a session that will do, a code at once; otherwise the page, unless nobody may be asked.</summary>
    private async ValueTask<IResult> Decide(OAuthCall call, Client client, CarriedRequest asked, SsoSession? session, Came came)
    {
        var request = asked.Request;
        var subject = session is null ? null : Subjects.For(new(call.Tenant, session.User));
        return request.Judge(await ways.Fitting(call.Tenant, session, client.Id, call.Cancel), subject, clock.GetUtcNow(), came) switch
        {
            Fitness.Fit => await Issue(call, client, asked, session!),
            Fitness.ContextUnmet => Refuse(call, request.Destination, OidcErrors.ContextUnmet),
            Fitness.OtherPerson => Refuse(call, request.Destination, OidcErrors.LoginRequired),
            _ when request.IsSilent => Refuse(call, request.Destination, OidcErrors.LoginRequired),
            _ => await Onward(call, asked, "sign-in"),
        };
    }

    private async ValueTask<IResult> Issue(OAuthCall call, Client client, CarriedRequest asked, SsoSession session)
    {
        if (!await carried.Complete(call.Tenant, asked, call.Cancel)) return OidcErrors.RequestOver;
        var request = asked.Request;
        var grant = new Grant(
            call.Tenant, session.User, client.Id, request.Scope, session.Mode, session.AuthenticatedAt, session.Hash, null, request.Nonce,
            request.Claims, session.StandsOn, request.Generation, request.RedirectUri, session.Federated,
            session.Secret);
        KeyThumbprint? key = request.DpopKey is { } thumbprint ? new(thumbprint) : null;
        var code = await grants.IssueCode(grant, new(request.RedirectUri, request.CodeChallenge, key), call.Cancel);
        return AuthorizationResponse.Code(request.Destination, tokenIssuer.Issuer(call.Tenant), code);
    }

    /// <summary>To the page of that sign-in, which says how it stands; unless that page would send the person here again.</summary>
    private async ValueTask<IResult> NotRedeemed(OAuthCall call, CarriedRequest asked, string name, Transaction? transaction)
    {
        var stands = transaction is null ? null : (await signIns.View(call.Tenant, transaction.Handle, call.Cancel)).Reply.Answer;
        return stands is ChallengeEnded { Redeemed: true }
            ? OidcErrors.RequestOver
            : new SeeOther($"/{call.Tenant}/sign-in/number?request={asked.Text}&t={Uri.EscapeDataString(name)}");
    }

    private ValueTask<SsoSession?> Session(OAuthCall call) => signIns.Session(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);

    /// <summary>The request a browser came back with, while client and address are still registered.</summary>
    private async ValueTask<(Client? Client, CarriedRequest? Asked)> Return(OAuthCall call)
    {
        var asked = await carried.Open(call.Tenant, call.Parameters["request"], call.Cancel);
        var client = asked is null ? null : await Find(call, asked.Request.Client);
        return client is not null && asked!.Request.IsOf(client) ? (client, asked) : default;
    }

    private async ValueTask<Client?> Find(OAuthCall call, string? id) =>
        id is null ? null : await clients.Find(call.Tenant, id, call.Cancel);

    private async ValueTask<IResult> Onward(OAuthCall call, CarriedRequest asked, string path)
    {
        if (await carried.Carry(call.Http, call.Tenant, asked, call.Cancel) is { } kept)
            return new SeeOther($"/{call.Tenant}/{path}?request={kept.Text}");
        return asked.IsAwaited ? OidcErrors.RequestUriRefused : Refuse(call, asked.Request.Destination, OidcErrors.TooLong);
    }

    private IResult Refuse(OAuthCall call, Destination destination, OAuthError why) =>
        response.Refuse(call.Http, destination, tokenIssuer.Issuer(call.Tenant), why);
}
