using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// The person's latest sign-ins and attempts at one, with <em>It wasn't me</em> on each (<c>POST /{tenant}/my/recent</c>): whoever began
/// it is barred; what has signed somebody in, or was begun in this very browser, leads to signing out everywhere (ADM-1).
/// </summary>
internal sealed class RecentSection(Engine.SecurityInfo info, AccountDoor door) : IAccountSection
{
    public const string Place = MyPage.Place + "/recent";

    /// <summary>Entries on the page.</summary>
    public const int Most = 20;

    /// <summary>Those that are seen at once.</summary>
    private const int First = 4;

    public async ValueTask<Markup> Draw(AccountView view)
    {
        var texts = view.Screen.Texts;
        var entries = await info.RecentSignIns(view.Person.User, Most, view.Http.RequestAborted);
        return Markup.Html($"""
            <section class="part" aria-labelledby="recent">
            <h2 id="recent">{texts.MyRecent}</h2>
            {(entries.Count == 0 ? Markup.Html($"<p>{texts.MyRecentNone}</p>") : List(view, entries))}
            </section>
            """);
    }

    private static Markup List(AccountView view, IReadOnlyList<SignInEntry> entries)
    {
        var texts = view.Screen.Texts;
        var rows = entries.Select((entry, place) => Item(view, entry, place)).ToArray();
        var more = rows.Length - First;
        return Markup.Html($"""
            <p>{Markup.Fill(texts.MyRecentAbout, Markup.Html($"{rows.Length}"))}</p>
            <ul class="things">
            {Markup.Join(rows.Take(First))}</ul>
            {(more > 0 ? Markup.Html($"""
                <details>
                <summary class="quiet">{Markup.Fill(texts.MyRecentMore, Markup.Html($"{more}"))}</summary>
                <ul class="things">
                {Markup.Join(rows.Skip(First))}</ul>
                </details>
                """) : default)}
            """);
    }

    private static Markup Item(AccountView view, SignInEntry entry, int place)
    {
        var texts = view.Screen.Texts;
        var times = entry.Times > 1
            ? Markup.Html($" · {Markup.Fill(texts.MyRecentTimes, Markup.Html($"{entry.Times}"))}")
            : default;
        var browser = IsHere(view, entry) ? texts.MyThisBrowser : entry.Browser;
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name" id="recent-{place}">{Outcome(texts, entry)}</p>
            <p class="fact">{Moment.Draw(texts, entry.LastAt ?? entry.At, view.Now)}{times}</p>
            {Facts(entry.Application, entry.Place, entry.Network, browser)}
            {(entry.Outcome == SignInOutcome.NotMe ? default : NotMe(view, entry, place))}
            </div></li>

            """);
    }

    private static Markup Facts(params string[] facts)
    {
        var known = facts.Where(fact => fact.Length > 0).Select(fact => Markup.Html($"<bdi>{fact}</bdi>")).ToArray();
        if (known.Length == 0) return default;
        return Markup.Html($"""<p class="fact">{Markup.Join(known.Select((fact, n) => n == 0 ? fact : Markup.Html($" · {fact}")))}</p>""");
    }

    private static Markup NotMe(AccountView view, SignInEntry entry, int place)
    {
        var screen = view.Screen;
        if (!CanBar(view, entry, out var by))
        {
            var everywhere = screen.Address(SessionsSection.Everywhere);
            return Markup.Html($"""<a class="small" href="{everywhere}" aria-describedby="recent-{place}">{screen.Texts.MyNotMe}</a>""");
        }

        return Markup.Html($"""
            <form method="post" action="/{screen.Tenant?.Value}{Place}">
            {screen.RequestField()}
            <input type="hidden" name="by" value="{by.Value}">
            <button class="small" type="submit" aria-describedby="recent-{place}">{screen.Texts.MyNotMe}</button>
            </form>
            """);
    }

    /// <summary>Barring whoever began it ends nothing of what they got, and keeps nobody away from the browser that is open here.</summary>
    private static bool CanBar(AccountView view, SignInEntry entry, out SecretHash by)
    {
        by = entry.By ?? default;
        var isSignedIn = entry.Outcome is SignInOutcome.Approved or SignInOutcome.SignedIn or SignInOutcome.FirstFactor;
        return entry.By is not null && !isSignedIn && !IsHere(view, entry);
    }

    private static bool IsHere(AccountView view, SignInEntry entry) => entry.By is { } by && by == view.Browser;

    private static Markup Outcome(PageTexts texts, SignInEntry entry) => entry.Outcome switch
    {
        SignInOutcome.Approved => Plain(texts.MyEndApproved),
        SignInOutcome.Denied => Plain(texts.MyEndDenied),
        SignInOutcome.NotMe => Plain(texts.MyEndNotMe),
        SignInOutcome.WrongNumber => Plain(texts.MyEndWrongNumber),
        SignInOutcome.NotAllowed => Plain(texts.MyEndNotAllowed),
        SignInOutcome.Expired => Plain(texts.MyEndExpired),
        SignInOutcome.Cancelled => Plain(texts.MyEndCancelled),
        SignInOutcome.SignedIn => Markup.Fill(texts.MyEndSignedIn, Plain(Way(texts, entry.Way))),
        SignInOutcome.FirstFactor => Markup.Fill(texts.MyEndFirst, Plain(Way(texts, entry.Way))),
        SignInOutcome.Refused => Markup.Fill(texts.MyEndRefused, Plain(Way(texts, entry.Way))),
        _ => Plain(texts.MyEndNotAsked),
    };

    private static Markup Plain(string text) => Markup.Html($"{text}");

    private static string Way(PageTexts texts, SignInWay way) => way switch
    {
        SignInWay.Password => texts.Password,
        SignInWay.Recovery => texts.RecoveryCode,
        SignInWay.Passkey => texts.MyByPasskey,
        SignInWay.Pass => texts.MyByPass,
        SignInWay.Federated => texts.MyByOrganisation,
        _ => texts.PhoneSignIn,
    };

    public async Task<IResult> Report(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, away) = await door.Enter(http, tenant, screen, MyPage.Place);
        if (view is null) return away!;
        screen = view.Screen;
        var entries = await info.RecentSignIns(view.Person.User, Most, http.RequestAborted);
        if (entries.FirstOrDefault(entry => entry.By?.Value == form["by"])?.By is not { } who)
            return screen.GoTo(MyPage.Place);   // gone in the meantime: the page shows what there is now
        if (who == view.Browser) return screen.GoTo(SessionsSection.Everywhere);
        var done = await info.Report(tenant, Cookies.SessionSecret(http), who, view.Browser, http.RequestAborted);
        if (done.Refused is { } why) return door.Refused(screen, why, MyPage.Place);
        return new Notice(screen.Texts.MyReportedTitle)
        {
            Tone = Tone.Good, Paragraphs = [screen.Texts.MyReported], Ways = [AccountDoor.BackHere(screen, "primary")],
        }.On(screen);
    }
}
