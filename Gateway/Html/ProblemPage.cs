using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Html;

/// <summary>
/// A refusal at a page's address, whoever refuses, as a page: what happened in the person's language, what to do, and the number.
/// </summary>
internal sealed class ProblemPage : IProblemPage
{
    public static readonly ProblemPage Here = new();

    public Task Show(HttpContext http, ProtocolError error, TimeSpan? retryAfter)
    {
        // Before its tenant was found, an address proves nothing: the name in it may be made up.
        var screen = http.Features.Get<Screen>()
            ?? new Screen(Tenants.FromPath(http), Languages.Choose(http, null), null, null, null) { IsFound = false };
        return NoticeFor(screen, error, retryAfter).On(screen).ExecuteAsync(http);
    }

    private static Notice NoticeFor(Screen screen, ProtocolError error, TimeSpan? retryAfter)
    {
        var texts = screen.Texts;
        var (title, text) = Describe(texts, error);
        List<string> paragraphs = [text];
        if (error == RefusalErrors.MethodNotAllowedByPolicy) paragraphs.Add(screen.NotAllowedRemedy);
        Wait? wait = retryAfter is { } time ? new(time, screen.Now + time) : null;
        return new(title) { Tone = Tone.Bad, Paragraphs = paragraphs, Wait = wait, Error = error, Ways = Ways(screen, error) };
    }

    private static (string Title, string Text) Describe(PageTexts texts, ProtocolError error) => error switch
    {
        _ when error == RefusalErrors.MethodNotAllowedByPolicy => (texts.NotAllowedTitle, texts.NotAllowed),
        _ when error == RefusalErrors.PhoneSignInNotEnabled => (texts.SwitchedOffTitle, texts.SwitchedOff),
        _ when error == RefusalErrors.AlreadyRedeemed => (texts.UsedTitle, texts.Used),
        _ when error == HttpErrors.Throttled => (texts.PendingTitle, texts.Pending),
        _ when error == HttpErrors.RateLimited => (texts.BusyTitle, texts.Busy),
        _ when error == HttpErrors.OriginRefused => (texts.WrongTitle, texts.WrongOrigin),
        _ when error == RefusalErrors.TenantNotFound || error == HttpErrors.NoSuchAddress => (texts.WrongTitle, texts.WrongTenant),
        { Status: StatusCodes.Status503ServiceUnavailable } => (texts.LaterTitle, texts.Later),
        { Status: >= StatusCodes.Status500InternalServerError } => (texts.WrongTitle, texts.Bug),
        _ => (texts.WrongTitle, texts.WrongRequest),
    };

    private static IReadOnlyList<Markup> Ways(Screen screen, ProtocolError error) =>
        screen.Tenant is null || error == RefusalErrors.TenantNotFound ? [] : [screen.StartAgainLink(), screen.BackLink()];
}
