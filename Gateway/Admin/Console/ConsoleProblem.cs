using Countersign.Gateway.Html;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Console;

/// <summary>A refusal at an address of the console, as a page.</summary>
internal sealed class ConsoleProblem : IProblemPage
{
    public static readonly ConsoleProblem Here = new();

    public Task Show(HttpContext http, ProtocolError error, TimeSpan? retryAfter)
    {
        var screen = http.Features.Get<Screen>() ?? ConsoleSignIn.ScreenOf(http);
        var (all, texts) = (screen.Texts, screen.Texts.Console);
        var (title, text) = error switch
        {
            _ when error == AdminErrors.ConsoleSignInRefused => (all.LinkTitle, texts.Lost),
            _ when error == AdminErrors.ConsoleSignInRequired => (all.SignIn, texts.Lost),
            _ when error == AdminErrors.NotAdministrator => (texts.NotAdministratorTitle, texts.NotAdministrator),
            _ when error == AdminErrors.RoleRequired => (texts.RoleTitle, texts.RoleAbout),
            _ when error == RefusalErrors.VersionMismatch => (all.WrongTitle, texts.Policy.Stale),
            _ when error == HttpErrors.OriginRefused => (all.WrongTitle, texts.WrongPage),
            _ when error == HttpErrors.RateLimited => (all.BusyTitle, all.Busy),
            { Status: StatusCodes.Status404NotFound } => (all.WrongTitle, texts.NotThere),
            { Status: StatusCodes.Status503ServiceUnavailable } => (all.LaterTitle, all.Later),
            { Status: >= StatusCodes.Status500InternalServerError } => (all.WrongTitle, all.Bug),
            _ => (all.WrongTitle, all.WrongRequest),
        };
        var isAway = error == AdminErrors.ConsoleSignInRefused || error == AdminErrors.ConsoleSignInRequired
            || error == AdminErrors.NotAdministrator;
        var way = isAway
            ? Markup.Html($"""<a class="primary" href="{ConsoleDoor.SignInPath}">{all.SignIn}</a>""")
            : Markup.Html($"""<a class="primary" href="/"><span>{Markup.Fill(all.BackTo, texts.Title)}</span></a>""");
        Wait? wait = retryAfter is { } time ? new(time, null) : null;
        return new Notice(title) { Tone = Tone.Bad, Paragraphs = [text], Wait = wait, Error = error, Ways = [way] }
            .On(screen).ExecuteAsync(http);
    }
}
