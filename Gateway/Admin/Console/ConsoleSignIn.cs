using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/sign-in</c>, <c>/console/signed-in</c> and <c>/console/sign-out</c>: to the operators' sign-in at the public listener, and
/// back with a ticket that is good in this browser alone. A session begins anew with each, so nobody is given one that another knows.
/// </summary>
/// <param name="publicOrigin">Scheme and authority of the public listener, as browsers know it.</param>
internal sealed class ConsoleSignIn(
    Administrators administrators, ConsoleSessions sessions, ConsoleTickets tickets, TenantId operators, string publicOrigin)
{
    public Task<IResult> SetOut(HttpContext http)
    {
        var challenge = ConsoleTickets.ChallengeOf(ConsoleSessions.SetOut(http));
        return Task.FromResult<IResult>(new Elsewhere($"{publicOrigin}/{operators}/console?challenge={challenge}"));
    }

    public async Task<IResult> ComeBack(HttpContext http)
    {
        if (http.Request.Query["ticket"] is not [{ } ticket] || ConsoleSessions.ComeBack(http) is not { } verifier
            || tickets.Open(operators, ticket, verifier) is not var (user, session))
            return new Problem(AdminErrors.ConsoleSignInRefused);
        var person = new UserKey(operators, user);
        if (await administrators.Find(person, session, null, http.RequestAborted) is not { } administrator)
            return new Problem(AdminErrors.NotAdministrator) { About = user };
        sessions.Keep(http, new(user, session, administrator.Number, RandomValues.Handle()));
        var screen = ScreenOf(http).Of(http, user);
        // The browser keeps the cookie from whatever another site began, this answer included; the page's own link is ours.
        return new Notice(screen.Texts.Console.OnwardTitle)
        {
            Tone = Tone.Good,
            Onward = "/",
            Ways = [Markup.Html($"""<a class="primary" href="/">{screen.Texts.Console.Onward}</a>""")],
        }.On(screen);
    }

    public async Task<IResult> SignOut(ConsoleView view, Form form)
    {
        await administrators.SignOut(new(operators, view.Session.User), view.Session.Session, view.Http.RequestAborted);
        ConsoleSessions.End(view.Http);
        var screen = ScreenOf(view.Http).Of(view.Http, null);
        return new Notice(screen.Texts.Console.SignedOutTitle)
        {
            Tone = Tone.Good,
            Ways = [Markup.Html($"""<a class="primary" href="{ConsoleDoor.SignInPath}">{screen.Texts.SignIn}</a>""")],
        }.On(screen);
    }

    public static Screen ScreenOf(HttpContext http) => new(null, Languages.Choose(http, null), null, null, null);

    /// <summary>Sends the browser to the public listener.</summary>
    private sealed class Elsewhere(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            httpContext.Response.ContentLength = 0;
            return Task.CompletedTask;
        }
    }
}
