using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary><c>GET /{tenant}/sign-in/done</c> and <c>POST …/sign-out</c>: signed in to this service itself (N20).</summary>
internal sealed class DonePage(Engine.SecurityInfo sessions, IProviderSignOut providers)
{
    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var check = await sessions.Check(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (check.Answer is not { User: var signedIn }) return screen.GoTo("/sign-in");
        var texts = screen.Texts;
        return new Notice(texts.DoneTitle)
        {
            Tone = Tone.Good,
            Lead = Markup.Html($"""<p class="lead">{screen.SignedInAs(signedIn.Name)}</p>"""),
            Paragraphs = [texts.Done],
            Ways =
            [
                Markup.Html($"""<a class="second" href="/{tenant.Value}/my">{texts.MyTitle}</a>"""),
                Markup.Html($"""
                    <form class="ways" method="post" action="/{tenant.Value}/sign-in/sign-out">
                    <button class="quiet" type="submit">{texts.SignOut}</button>
                    </form>
                    """),
            ],
        }.On(screen);
    }

    public async Task<IResult> SignOut(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var open = await sessions.Check(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        var ended = await sessions.EndSession(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (ended.Refused is { } why) return Problem.FromRefusal(why);
        Cookies.EndSession(http);
        var texts = screen.Texts;
        if (open.Answer is { } before && await providers.AddressFor(tenant, before, null, http.RequestAborted) is { } address)
            return SigningOutNotice.For(screen, address);
        return new Notice(texts.SignedOutTitle) { Paragraphs = [texts.SignedOut], Ways = [screen.StartAgainLink()] }.On(screen);
    }
}
