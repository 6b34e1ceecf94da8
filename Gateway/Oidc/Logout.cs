using System.Text.Json;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Oidc;

/// <summary>A request to sign out, on its way through the browser, sealed.</summary>
/// <param name="Client">Who asks; null when that is not known.</param>
/// <param name="ReturnTo">Registered for the client.</param>
/// <param name="Subject">Whom the ID token hint names; null without a good one.</param>
/// <param name="Session">Hash of the session the person was asked about.</param>
internal sealed record LogoutRequest(string? Client, string? ReturnTo, string? State, string? Subject, string? Session);

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/logout</c>, and the question whether the person wants it (OpenID Connect RP-Initiated Logout 1.0). Who
/// shows an ID token of the person may end their session; anybody else has to ask them (A13).
/// </summary>
internal sealed class Logout(
    Sealer sealer, RequestHandles handles, ClientRegistry clients, Engine.SecurityInfo info, IProviderSignOut providers,
    TokenIssuer tokenIssuer, TimeProvider clock)
{
    private const string Asking = "logout", Confirming = "sign-out";
    private const int LongestInAddress = 512;   // a longer one is kept, and its handle stands in the address
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A client asks, or the page after <c>POST</c> does: another origin's form comes without cookies, its redirection with them.
    /// </summary>
    public async ValueTask<IResult> Begin(OAuthCall call)
    {
        if (!call.IsPost && call.Parameters["request"] is { } sealedText)
            return await OpenCarried(call, sealedText) is { } carried ? await Decide(call, carried) : OidcErrors.RequestOver;
        if (call.Parameters.HasTwice) return OAuthErrors.DuplicateParameter;
        var (request, refused) = await Read(call);
        if (request is null) return refused!;
        return call.IsPost ? new SeeOther($"/{call.Tenant}/logout?request={await Carry(call, request)}") : await Decide(call, request);
    }

    /// <summary>The person agreed, in a form of ours, about the session it was about.</summary>
    public async ValueTask<IResult> Confirm(OAuthCall call)
    {
        var request = Open(call, Confirming, call.Parameters["request"]);
        return request is not null && SessionOf(call) == request.Session ? await End(call, request) : OidcErrors.RequestOver;
    }

    /// <summary>2: an address to return to needs to be known as the client's.</summary>
    private async ValueTask<(LogoutRequest? Request, OAuthError? Refused)> Read(OAuthCall call)
    {
        var (id, returnTo) = (call.Parameters["client_id"], call.Parameters["post_logout_redirect_uri"]);
        var hint = await tokenIssuer.VerifyIdToken(call.Tenant, call.Parameters["id_token_hint"], call.Cancel);
        if (id is not null && hint is not null && hint.Client != id) return (null, OAuthErrors.HintRefused);   // 2: they must match
        var client = (hint?.Client ?? id) is { } known ? await clients.Find(call.Tenant, known, call.Cancel) : null;
        if (returnTo is not null && client?.MayReturnTo(returnTo) != true) return (null, OidcErrors.ReturnRefused);   // T17
        return (new(client?.Id, returnTo, call.Parameters["state"], hint?.Subject, null), null);
    }

    private async ValueTask<IResult> Decide(OAuthCall call, LogoutRequest request)
    {
        var check = await info.Check(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);
        if (check.Answer is not { User: var person }) return await Done(call, request);   // there is nothing to end
        return request.Subject == Subjects.For(person)
            ? await End(call, request)
            : Ask(call, request with { Session = SessionOf(call) }, person.Name);
    }

    private async ValueTask<IResult> End(OAuthCall call, LogoutRequest request)
    {
        var open = await info.Check(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);
        await info.EndSession(call.Tenant, Cookies.SessionSecret(call.Http), call.Cancel);
        Cookies.EndSession(call.Http);
        if (open.Answer is not { } ended) return await Done(call, request);
        var onward = request.ReturnTo is null ? null : $"/{call.Tenant}/logout?request={await Carry(call, request)}";
        return await providers.AddressFor(call.Tenant, ended, onward, call.Cancel) is { } address
            ? SigningOutNotice.For(ScreenOf(call), address)
            : await Done(call, request);
    }

    private IResult Ask(OAuthCall call, LogoutRequest request, UserName user)
    {
        var screen = ScreenOf(call);
        return new Notice(screen.Texts.SignOutTitle)
        {
            LeadsAway = request.ReturnTo is not null,
            Lead = Markup.Html($"""<p class="lead">{screen.SignedInAs(user)}</p>"""),
            Ways =
            [
                Markup.Html($"""
                    <form method="post" action="/{call.Tenant.Value}/logout/confirm">
                    <input type="hidden" name="request" value="{Seal(call, Confirming, request)}">
                    <button class="primary" type="submit">{screen.Texts.SignOut}</button>
                    </form>
                    """),
            ],
        }.On(screen);
    }

    /// <summary>3: on to the client, if it is still registered there.</summary>
    private async ValueTask<IResult> Done(OAuthCall call, LogoutRequest request)
    {
        if (request is not { Client: { } id, ReturnTo: { } address })
        {
            var screen = ScreenOf(call);
            return new Notice(screen.Texts.SignedOutTitle) { Paragraphs = [screen.Texts.SignedOut] }.On(screen);
        }

        if (await clients.Find(call.Tenant, id, call.Cancel) is not { } client || !client.MayReturnTo(address))
            return OidcErrors.ReturnRefused;
        var state = request.State is { } text ? (address.Contains('?') ? "&" : "?") + "state=" + Uri.EscapeDataString(text) : "";
        return new Redirection(address + state);
    }

    private static Screen ScreenOf(OAuthCall call) => new(call.Tenant, Languages.Choose(call.Http, null), null, null, null);

    private static string? SessionOf(OAuthCall call) =>
        Cookies.SessionSecret(call.Http) is { } secret ? SecretHash.OfSecret(secret).Value : null;

    private async ValueTask<string> Carry(OAuthCall call, LogoutRequest request)
    {
        var sealedText = Seal(call, Asking, request);
        var json = JsonSerializer.Serialize(request, OidcJson.Default.LogoutRequest);
        return sealedText.Length <= LongestInAddress || json.Length > Limits.StoredRequestLength - 100
            ? sealedText
            : await handles.Carry(call.Http, call.Tenant, Asking, request.Client ?? "", json, call.Cancel);
    }

    private async ValueTask<LogoutRequest?> OpenCarried(OAuthCall call, string text) =>
        await handles.Open(call.Tenant, Asking, text, call.Cancel) is { } found
            ? JsonSerializer.Deserialize(found.Body, OidcJson.Default.LogoutRequest)
            : null;

    private string Seal(OAuthCall call, string purpose, LogoutRequest request) => sealer.Seal(
        purpose, call.Tenant, JsonSerializer.SerializeToUtf8Bytes(request, OidcJson.Default.LogoutRequest), clock.GetUtcNow() + Life);

    private LogoutRequest? Open(OAuthCall call, string purpose, string? sealedText) =>
        sealer.Open(purpose, call.Tenant, sealedText, clock.GetUtcNow()) is { } json
            ? JsonSerializer.Deserialize(json, OidcJson.Default.LogoutRequest)
            : null;
}
