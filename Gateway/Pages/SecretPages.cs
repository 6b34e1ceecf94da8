using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;
using Microsoft.Extensions.Primitives;

namespace Countersign.Gateway.Pages;

/// <summary>What the pages that take a password, a recovery code or a passkey have in common.</summary>
internal sealed class SecretPages(ProviderTickets tickets, Transactions transactions)
{
    /// <summary>Where somebody is: at the page of a fallback of this service's, for the request that the page is about.</summary>
    /// <param name="text">The ticket.</param>
    /// <param name="isLeft">Whether tenant and client leave the way that the page is for.</param>
    /// <returns>Null: such a link is over.</returns>
    public AtSecret? Enter(
        HttpContext http, TenantId tenant, Screen screen, StringValues text, Func<Screen, ProviderTicket, bool> isLeft) =>
        text is [{ } one] && tickets.Open(tenant, one) is { } ticket && ticket.Purpose == Transaction.PurposeOf(tenant, screen.Request)
        && isLeft(screen, ticket)
            ? new(http, tenant, screen.Of(http, ticket.User), ticket, one)
            : null;

    /// <summary>
    /// On, when somebody is signed in: back to whoever sent the person, with the name of the sign-in where they take it, or to our own page
    /// (S-59). Otherwise the same page again, or one that says why not.
    /// </summary>
    /// <param name="again">The page again with this error; null when another try at once would be no other.</param>
    public IResult Leave(AtSecret at, Entered entered, Func<ProtocolError, IResult?> again)
    {
        if (entered.Refused is not { } refused) return Onward(at, entered.Transaction!);
        at.Http.Features.Set(refused);
        return again(refused.Error) ?? Refused(at.Screen, refused);
    }

    private IResult Onward(AtSecret at, Transaction transaction)
    {
        if (at.Screen.Visit is not { } visit) return at.Screen.GoTo("/sign-in/done");
        if (!visit.TakesName) return new SeeOther(visit.ContinueTo);
        transactions.Keep(at.Http, at.Tenant, transaction, Limits.ResultLife);
        return OnwardPage.By(at.Screen, transaction.Name);
    }

    public static IResult Over(Screen screen) => new Notice(screen.Texts.LinkTitle)
    {
        Tone = Tone.Bad, Paragraphs = [screen.Texts.Link], Error = PasswordErrors.LinkOver,
        Ways = [screen.StartAgainLink(), screen.BackLink()],
    }.On(screen);

    /// <summary>Nobody was signed in, and another try at once would not be either.</summary>
    private static IResult Refused(Screen screen, Problem refused)
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
    public static Markup ReasonFor(AtSecret at) =>
        FallBackPage.Describe(at.Screen, at.Ticket.Reason).Reason is { } reason
            ? Markup.Html($"""<p class="lead">{reason}</p>""")
            : default;

    public static Markup RecoveryLink(AtSecret at) =>
        at.Screen.Recovers(at.Ticket) ? Link(at, "/recovery", at.Screen.Texts.RecoveryLink) : default;

    public static Markup PasskeyLink(AtSecret at) =>
        at.Screen.TakesPasskey(at.Ticket) ? Link(at, "/passkey", at.Screen.Texts.PasskeyLink) : default;

    private static Markup Link(AtSecret at, string page, string label) =>
        Markup.Html($"""<a class="quiet" href="{at.Screen.Address(page, ("ticket", at.Text))}">{label}</a>""");

    public static Markup Fields(AtSecret at) =>
        Markup.Html($"""<input type="hidden" name="ticket" value="{at.Text}">{at.Screen.RequestField()}""");
}

/// <summary>Somebody at a page that a fallback led to.</summary>
/// <param name="Screen">With whose sign-in it is.</param>
/// <param name="Text">The ticket as it came, for the page's form.</param>
internal sealed record AtSecret(HttpContext Http, TenantId Tenant, Screen Screen, ProviderTicket Ticket, string Text)
{
    /// <summary>The client's, as it sent the person.</summary>
    public long Generation => Screen.Visit?.Wishes?.Generation ?? 0;
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

    public static bool TakesPasskey(this Screen screen, ProviderTicket ticket) =>
        screen.Settled is { } tenant && tenant.Leaves(OtherWay.Passkey, ticket.Reason, ticket.Client);
}
