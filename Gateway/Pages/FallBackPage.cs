using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>
/// Tells where to go when there is no number, and why (S-42, S-45, I14). The way to the organisation's own page is a link: a browser that
/// follows a form's answer to another host may be stopped by the page's policy.
/// </summary>
internal static class FallBackPage
{
    /// <param name="more">What there is beside the password or the provider.</param>
    public static IResult For(
        Screen screen, FellBack fallBack, DateTimeOffset now, IReadOnlyList<MoreWay> more, string? title = null)
    {
        var texts = screen.Texts;
        var (heading, reason) = Describe(screen, fallBack.Reason);
        List<string> paragraphs = reason is null ? [] : [reason];
        Wait? wait = fallBack.RetryAt is { } at && at > now ? Wait.Until(at, now) : null;
        if (fallBack.PhoneOnly && more.Count == 0) return OnlyThePhone(screen, fallBack, heading, paragraphs, wait);
        if (fallBack.TakesPassword) paragraphs.Add(texts.PasswordHere);
        else if (fallBack.SignInUrl is not null) paragraphs.Add(texts.OrganisationPassword);
        else if (!fallBack.PhoneOnly)
            paragraphs.AddRange(LeadsToAPrompt(fallBack.Reason) ? [texts.NoPasswords, texts.AskAdministrator] : [texts.NoPasswords]);
        return new Notice(title ?? heading)
        {
            Paragraphs = paragraphs, Wait = wait, Ways = Ways(screen, fallBack, more),
            Onward = fallBack.IsTaken ? fallBack.SignInUrl : null,
        }.On(screen);
    }

    /// <summary>Another phone helps only where phones are asked at all, and so does another try.</summary>
    private static bool LeadsToAPrompt(FallbackReason reason) =>
        reason is not (FallbackReason.SwitchedOff or FallbackReason.PushNotAllowed);

    /// <summary>T4: later, or not at all.</summary>
    private static IResult OnlyThePhone(Screen screen, FellBack fallBack, string heading, List<string> paragraphs, Wait? wait)
    {
        var title = fallBack.Reason == FallbackReason.Requested ? screen.Texts.PhoneOnlyTitle : heading;
        var page = new Notice(title)
        {
            Paragraphs = [.. paragraphs, screen.Texts.PhoneOnly], Wait = wait, Ways = Ways(screen, fallBack, []),
        }.On(screen);
        return wait is { } later ? new Later(page, later.Time) : page;
    }

    /// <summary>I16: the same words for every name that no phone can be asked for.</summary>
    public static (string Title, string? Reason) Describe(Screen screen, FallbackReason reason)
    {
        var texts = screen.Texts;
        return reason switch
        {
            FallbackReason.Pending => (texts.PendingTitle, texts.Pending),
            FallbackReason.Locked => (texts.LockedTitle, texts.Locked),
            FallbackReason.TooManyPrompts => (texts.TooManyTitle, texts.TooMany),
            FallbackReason.NotAllowedByPolicy => (texts.NotAllowedTitle, screen.NotAllowedRemedy),
            FallbackReason.Requested => (texts.PasswordTitle, null),
            FallbackReason.SwitchedOff => (texts.OffTitle, texts.Off),
            FallbackReason.PushNotAllowed => (texts.OffTitle, texts.PushOff),
            FallbackReason.PhoneTooOld => (texts.TooOldTitle, texts.TooOld),
            _ => (texts.NotAvailableTitle, texts.NotAvailable),
        };
    }

    /// <summary>
    /// The ways that lead somewhere, the likeliest first: the company's page where there is one, another try where it may bring a prompt, a
    /// pass where another phone would, the list of phones, and back.
    /// </summary>
    private static IReadOnlyList<Markup> Ways(Screen screen, FellBack fallBack, IReadOnlyList<MoreWay> more)
    {
        List<Func<string, Markup>> ways = [];
        if (fallBack.SignInUrl is { } url)
            ways.Add(style => Markup.Html($"""<a class="{style}" href="{url}" rel="noreferrer">{Leading(screen, fallBack)}</a>"""));
        if (LeadsToAPrompt(fallBack.Reason) && fallBack.Reason != FallbackReason.Locked) ways.Add(style => screen.StartAgainLink(style));
        ways.AddRange(more.Select(one => (Func<string, Markup>)(
            style => Markup.Html($"""<a class="{style}" href="{one.Address}">{one.Label}</a>"""))));
        if (LeadsToAPrompt(fallBack.Reason)) ways.Add(screen.PassLink);
        if (fallBack.Reason == FallbackReason.Requested) ways.Add(style => EarlierPhone(screen, style));
        return [.. ways.Select((way, place) => way(place == 0 ? "primary" : "quiet")), screen.BackLink()];
    }

    /// <summary>S-60: the phone that is asked is not the one at hand. My Security Info has them all, with their last use.</summary>
    private static Markup EarlierPhone(Screen screen, string style) =>
        Markup.Html($"""<a class="{style}" href="/{screen.Tenant?.Value}/my">{screen.Texts.EarlierPhone}</a>""");

    private static string Leading(Screen screen, FellBack fallBack) =>
        fallBack.TakesPassword ? screen.Texts.ToPassword : screen.Texts.ToOrganisation;
}
