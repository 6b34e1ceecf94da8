using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>POST /{tenant}/sign-in/leave</c>: the ways out of a sign-in that waits (S-26, S-42). Each of them ends this browser's transaction, so
/// that an approval that comes at the same moment signs nobody in who has just turned away.
/// </summary>
internal sealed class LeavePage(
    SignIns signIns, NumberPage number, ProviderTickets tickets, Telemetry telemetry, TimeProvider clock)
{
    private const string Password = "password", Passkey = "passkey", WithoutApp = "without_app", Cancel = "cancel";

    /// <summary>The ways, for the page of the number: more than one are folded under one line.</summary>
    /// <param name="isSecond">The person has come another way already: there is none beside the phone.</param>
    public static Markup Ways(Screen screen, bool isSecond)
    {
        var others = isSecond ? [] : OtherWays(screen);
        return Markup.Html($"""
            <form class="ways" method="post" action="/{screen.Tenant?.Value}/sign-in/leave">
            {screen.Fields()}
            {(others.Count > 1 ? Folded(screen, others) : Markup.Join(others))}
            {Button(Cancel, screen.Texts.Cancel)}
            </form>
            """);
    }

    private static Markup Folded(Screen screen, IReadOnlyList<Markup> ways) => Markup.Html($"""
        <details>
        <summary class="quiet">{screen.Texts.OtherWays}</summary>
        {Markup.Join(ways)}
        </details>
        """);

    private static IReadOnlyList<Markup> OtherWays(Screen screen)
    {
        if (screen.PhoneOnly) return [];
        List<Markup> ways = [];
        if (screen.Settled?.Leaves(OtherWay.Passkey, FallbackReason.Requested, screen.ClientId()) == true)
            ways.Add(Button(Passkey, screen.Texts.PasskeyLink));
        if (screen.TakesPassword) ways.Add(Button(Password, screen.Texts.UsePassword));
        return [.. ways, Button(WithoutApp, screen.Texts.CannotUseApp)];
    }

    private static Markup Button(string how, string label) =>
        Markup.Html($"""<button class="quiet" type="submit" name="how" value="{how}">{label}</button>""");

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var how = form["how"];
        if (how is not (Password or Passkey or WithoutApp or Cancel)) return new Problem(HttpErrors.InvalidRequest);
        if (number.TransactionOf(http, tenant, screen) is not { } transaction) return screen.GoTo("/sign-in");
        return how == Cancel
            ? await CancelIt(http, tenant, screen, transaction)
            : await FallBack(http, tenant, screen, transaction, how);
    }

    private async Task<IResult> CancelIt(HttpContext http, TenantId tenant, Screen screen, Transaction transaction)
    {
        var view = await signIns.View(tenant, transaction.Handle, http.RequestAborted);
        await signIns.Cancel(tenant, transaction.Handle, http.RequestAborted);   // whatever was decided meanwhile: nobody collects it
        Transactions.Forget(http, transaction);
        return OutcomePage.For(screen.Of(http, view.User), new(Outcome.Cancelled, false), clock.GetUtcNow());
    }

    private async Task<IResult> FallBack(HttpContext http, TenantId tenant, Screen screen, Transaction transaction, string how)
    {
        var view = await signIns.View(tenant, transaction.Handle, http.RequestAborted);
        var reply = await signIns.UsePassword(tenant, transaction.Handle, http.RequestAborted);
        if (reply.Answer is not { } fallBack) return screen.GoTo("/sign-in");
        telemetry.FellBack(http, null, fallBack.Reason);
        Transactions.Forget(http, transaction);
        IReadOnlyList<MoreWay> more = [];
        if (view.User is { } user)
        {
            var name = transaction.Name ?? Transaction.NameOf(new(RandomValues.Handle()));
            more = MoreWays.Of(tickets, tenant, screen, user, fallBack, name);
            fallBack = tickets.Lead(tenant, user, fallBack, name, screen.ClientId(), screen.Request);
        }

        if (how == Passkey && more.FirstOrDefault(one => one.Way == OtherWay.Passkey) is { } way) return new SeeOther(way.Address);
        if (how == Password && fallBack is { TakesPassword: true, SignInUrl: { } page }) return new SeeOther(page);
        screen = screen.Of(http, view.User);
        var title = how == Password && screen.TakesPassword ? screen.Texts.PasswordTitle : screen.Texts.OtherWayTitle;
        return FallBackPage.For(screen, fallBack, clock.GetUtcNow(), more, title);
    }
}
