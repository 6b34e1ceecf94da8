using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;
using Microsoft.Extensions.Primitives;

namespace Countersign.Gateway.Pages;

/// <summary>What the pages that take a password or a recovery code have in common.</summary>
internal sealed class SecretPages(ProviderTickets tickets, Transactions transactions)
{
    /// <summary>The fallback that leads here: this service's, for the request that the page is about.</summary>
    public ProviderTicket? TicketOf(TenantId tenant, Screen screen, StringValues text) =>
        text is [{ } one] && tickets.Open(tenant, one) is { } ticket && ticket.Purpose == Transaction.PurposeOf(tenant, screen.Request)
            ? ticket
            : null;

    /// <summary>The client's, as it sent the person.</summary>
    public static long GenerationOf(Screen screen) => screen.Visit?.Wishes?.Generation ?? 0;

    /// <summary>
    /// Back to whoever sent the person, with the name of the sign-in where they take it; to our own page otherwise (S-59).
    /// </summary>
    public IResult Onward(HttpContext http, TenantId tenant, Screen screen, Transaction transaction)
    {
        if (screen.Visit is not { } visit) return screen.GoTo("/sign-in/done");
        if (!visit.TakesName) return new SeeOther(visit.ContinueTo);
        transactions.Keep(http, tenant, transaction, Limits.ResultLife);
        return new SeeOther(visit.ContinueTo + "&t=" + transaction.Name);
    }

    public static IResult Over(Screen screen) => new Notice(screen.Texts.LinkTitle)
    {
        Tone = Tone.Bad, Paragraphs = [screen.Texts.Link], Error = PasswordErrors.LinkOver,
        Ways = [screen.StartAgainLink(), screen.BackLink()],
    }.On(screen);

    /// <summary>Nobody was signed in, and another try at once would not be either.</summary>
    public static IResult Refused(Screen screen, Problem refused)
    {
        var texts = screen.Texts;
        if (refused.Error == PasswordErrors.LinkOver) return Over(screen);
        if (refused.Error == PasswordErrors.Unavailable) return Say(texts.PasswordDownTitle, texts.PasswordDown);
        if (refused.Error == PasswordErrors.TooManyTries) return Say(texts.SecretTooManyTitle, texts.SecretTooMany);
        if (refused.Error == RefusalErrors.WayNotAllowed) return Say(texts.PhoneOnlyTitle, texts.PhoneOnly);
        return refused;

        IResult Say(string title, string text) => new Later(
            new Notice(title)
            {
                Tone = Tone.Bad, Paragraphs = [text], Error = refused.Error, Ways = [screen.StartAgainLink(), screen.BackLink()],
                Wait = refused.RetryAfter is { } time ? new(time, screen.Now + time) : null,
            }.On(screen), refused.RetryAfter);
    }

    /// <summary>Why no phone is asked; nothing where the person chose that.</summary>
    public static Markup ReasonFor(Screen screen, ProviderTicket ticket) =>
        FallBackPage.Describe(screen, ticket.Reason).Reason is { } reason ? Markup.Html($"""<p class="lead">{reason}</p>""") : default;

    public static Markup RecoveryLink(Screen screen, ProviderTicket ticket, string text) => screen.Recovers(ticket)
        ? Markup.Html($"""<a class="quiet" href="{screen.Address("/recovery", ("ticket", text))}">{screen.Texts.RecoveryLink}</a>""")
        : default;

    public static Markup Fields(Screen screen, string ticket) =>
        Markup.Html($"""<input type="hidden" name="ticket" value="{ticket}">{screen.RequestField()}""");

    public static Markup Described(string field, ProtocolError? error, bool hasHint) => (error, hasHint) switch
    {
        (null, false) => default,
        (null, true) => Markup.Html($"aria-describedby=\"{field}_hint\""),
        (_, false) => Markup.Html($"aria-describedby=\"{field}_error\" aria-invalid=\"true\""),
        _ => Markup.Html($"aria-describedby=\"{field}_error {field}_hint\" aria-invalid=\"true\""),
    };

    public static Markup Wrong(string field, string text, ProtocolError? error) => error is null
        ? default
        : Markup.Html($"""<p class="error" id="{field}_error" data-code="{error.Code}">{text}</p>""");
}

/// <summary>A page that says when to come back.</summary>
internal sealed class Later(IResult page, TimeSpan? wait) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (wait is { } time)
        {
            httpContext.Response.Headers.RetryAfter =
                ((int)Math.Max(1, Math.Ceiling(time.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return page.ExecuteAsync(httpContext);
    }
}

/// <summary>What a ticket leads to, as tenant and client leave it (WAY-7).</summary>
internal static class TicketedWays
{
    public static bool Takes(this Screen screen, ProviderTicket ticket) => screen.Settled is { } tenant
        && tenant.PasswordsOf(ticket.User) is not null && tenant.Leaves(OtherWay.Password, ticket.Reason, ticket.Client);

    public static bool Recovers(this Screen screen, ProviderTicket ticket) =>
        screen.Settled is { } tenant && tenant.Leaves(OtherWay.Recovery, ticket.Reason, ticket.Client);
}
