using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>GET /{tenant}/sign-in/number</c>: how this browser's sign-in stands (S-12, S-14). While it waits, the number, the same on each
/// reload; in the end what came of it, and when that is an approval, the session and the way on.
/// </summary>
internal sealed class NumberPage(
    SignIns signIns, StartGate gate, Transactions transactions, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>The sign-in that the page is about: by the name in its address, or the latest for this request where it has none.</summary>
    public Transaction? TransactionOf(HttpContext http, TenantId tenant, Screen screen) => screen.Transaction is { } name
        ? transactions.Find(http, tenant, name, screen.Request)
        : transactions.Latest(http, tenant, screen.Request);

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        if (TransactionOf(http, tenant, screen) is not { } transaction) return await WithoutTransaction(http, tenant, screen);
        var (reply, user) = await signIns.View(tenant, transaction.Handle, http.RequestAborted);
        screen = screen.Of(http, user);
        if (!reply.Has(out var stands, out var why))
            return why == Refusal.ChallengeNotFound ? OutcomePage.Late(screen) : Problem.FromRefusal(why);
        if (stands is ChallengeEnded { Outcome: Outcome.Approved }) return await Finish(http, tenant, screen, transaction);
        return stands.Match(
            pending => Wait(screen with { Transaction = transaction.Name }, tenant, pending, clock.GetUtcNow()),
            ended => ended.Outcome == Outcome.Cancelled
                ? OutcomePage.Replaced(screen)
                : OutcomePage.For(screen with { Transaction = transaction.Name }, ended, clock.GetUtcNow()));
    }

    /// <summary>
    /// I5, I19: the request's name follows from the transaction, so that the same browser asking again, because it never saw the answer,
    /// gets it again; whoever asks under another name is refused. The transaction ends with it, or where the person goes on, if that takes
    /// its name.
    /// </summary>
    private async Task<IResult> Finish(HttpContext http, TenantId tenant, Screen screen, Transaction transaction)
    {
        var redeemed = await signIns.Redeem(tenant, transaction.Handle, transaction.PageRedemption, http.RequestAborted);
        if (!redeemed.Has(out var collected, out var why))
            return why == Refusal.ChallengeNotFound ? OutcomePage.Late(screen) : Problem.FromRefusal(why);
        BrowserSession.Begin(http, tenant, collected, gate, telemetry, clock.GetUtcNow());
        if (screen.Visit is { TakesName: true } visit && transaction.Name is { } name) return new SeeOther(visit.ContinueTo + "&t=" + name);
        Transactions.Forget(http, transaction);
        return Onward(screen);
    }

    /// <summary>
    /// Another window was quicker and this browser is signed in, or there is nothing here. Where the address names a sign-in that is not
    /// here any more, and somebody waits for it, the person is asked: it may have been another's.
    /// </summary>
    private async Task<IResult> WithoutTransaction(HttpContext http, TenantId tenant, Screen screen)
    {
        var session = await signIns.Session(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (screen.Transaction is null) return session is null ? screen.GoTo("/sign-in") : Onward(screen);
        if (session is null) return OutcomePage.Replaced(screen);
        if (screen.Visit is not { } visit) return Onward(screen);
        var texts = screen.Texts;
        var goOn = Markup.Fill(texts.GoOnAs, session.User.Value);
        return new Notice(texts.ReplacedTitle)
        {
            Paragraphs = [texts.ReplacedTabs],
            Ways =
            [
                Markup.Html($"""<a class="primary" href="{SeeOther.Local(visit.ContinueTo)}">{goOn}</a>"""),
                screen.StartAgainLink("quiet"), screen.BackLink(),
            ],
        }.On(screen);
    }

    private static IResult Onward(Screen screen) =>
        screen.Visit is { } visit ? new SeeOther(visit.ContinueTo) : screen.GoTo("/sign-in/done");

    private static Page Wait(Screen screen, TenantId tenant, ChallengePending pending, DateTimeOffset now)
    {
        var texts = screen.Texts;
        var seconds = Seconds.Until(pending.ExpiresAt, now);
        var left = Markup.Html($"""<span id="left">{seconds / 60}:{(seconds % 60).ToString("D2", null)}</span>""");
        return new(
            screen, texts.NumberTitle,
            Markup.Html($"""
                <h1>{texts.NumberTitle}</h1>
                {(pending.IsSecond ? Markup.Html($"<p class=\"lead\">{texts.SecondAsked}</p>") : default)}
                {WhatToDo(pending.Mode.Meaning().OffersChoices ? texts.TapNumber : texts.TypeNumber, pending.IsSecond)}
                {Number(pending.Number)}
                <div class="progress" id="waiting" data-state="/{tenant.Value}/v1/sign-in"{Name(screen)} data-seconds="{seconds}">
                <p class="status" role="status"><span class="pulse" aria-hidden="true"></span>{texts.Waiting}</p>
                <p class="left">{Markup.Fill(texts.TimeLeft, left)}</p>
                </div>
                <p class="unseen" id="said" role="status" data-sentence="{texts.SecondsLeft}"></p>
                <p class="keep">{texts.KeepNumber}</p>
                <a class="quiet here" href="{ToPhone(screen)}">{texts.WebPhoneHere}</a>
                {LeavePage.Ways(screen, pending.IsSecond)}
                """),
            head: Markup.Html($"""
                <noscript><meta http-equiv="refresh" content="3"></noscript>
                <script src="{Assets.Script}" defer></script>
                """));
    }

    /// <summary>
    /// S-12: to the web phone in this same browser, which leads back here; the way back stands where no browser sends it.
    /// </summary>
    private static string ToPhone(Screen screen)
    {
        var here = screen.Address("/sign-in/number", screen.Transaction is { } name ? [("t", name)] : []);
        return $"/{screen.Tenant}/phone#back={Uri.EscapeDataString(here)}";
    }

    /// <summary>Below another sentence it stands out: it is the one that matters.</summary>
    private static Markup WhatToDo(string text, bool standsOut) =>
        standsOut ? Markup.Html($"<p><strong>{text}</strong></p>") : Markup.Html($"<p class=\"lead\">{text}</p>");

    private static Markup Name(Screen screen) => screen.Transaction is { } name ? Markup.Html($" data-name=\"{name}\"") : default;

    /// <summary>Six digits read better in two groups. The gap is drawn, not a character, so that a copy of it is the number.</summary>
    private static Markup Number(string digits) => digits.Length == 6
        ? Markup.Html($"""<p class="number long"><span>{digits[..3]}</span><span>{digits[3..]}</span></p>""")
        : Markup.Html($"""<p class="number"><span>{digits}</span></p>""");
}
