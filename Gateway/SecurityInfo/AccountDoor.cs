using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>Lets people in to the pages of My Security Info, or has them sign in first; the same for all of them (S-56, A9).</summary>
internal sealed class AccountDoor(Engine.SecurityInfo info, AccountVisits visits, StartGate gate, TimeProvider clock)
{
    /// <summary>The signed-in person and what there is to show of them; or where else the browser goes: to sign in, and back.</summary>
    /// <param name="place">Where they come back to.</param>
    public async ValueTask<(AccountView? View, IResult? Away)> Enter(HttpContext http, TenantId tenant, Screen screen, string place)
    {
        var session = Cookies.SessionSecret(http);
        if ((await info.Check(tenant, session, http.RequestAborted)).Answer is not { } person)
            return (null, visits.SignInFirst(screen, place));
        var asking = gate.InitiatorOf(http, person.User);
        if ((await info.ListMethods(tenant, session, http.RequestAborted, asking)).Answer is not { } account)
            return (null, visits.SignInFirst(screen, place));
        var browser = account.IsKnownBrowser ? asking.Browser : null;
        return (new(http, screen.Of(http, person.User.Name), person, account, clock.GetUtcNow(), browser), null);
    }

    /// <summary>The same for a page of what not everybody has.</summary>
    /// <param name="list">What there is to show of it; null: this person has none of it, nor can.</param>
    /// <param name="without">Why not.</param>
    public async ValueTask<(AccountView? View, TListed? Listed, IResult? Away)> Enter<TListed>(
        HttpContext http, TenantId tenant, Screen screen, string place, Func<AccountView, ValueTask<TListed?>> list, Refusal without)
        where TListed : class
    {
        var (view, away) = await Enter(http, tenant, screen, place);
        if (view is null) return (null, null, away);
        return await list(view) is { } listed ? (view, listed, null) : (null, null, Problem.FromRefusal(without, view.Screen.Account));
    }

    /// <summary>A9: what is to be changed takes a sign-in of the last minutes; the page that asks for one leads back.</summary>
    /// <param name="error">Null when nothing was refused yet.</param>
    /// <param name="how">What that sign-in has to be, where not any does.</param>
    public IResult SignInAgain(Screen screen, string place, ProtocolError? error = null, string? how = null)
    {
        var texts = screen.Texts;
        return new Notice(texts.MyAgainTitle)
        {
            Paragraphs = how is null ? [texts.MyAgain] : [texts.MyAgain, how],
            Error = error,
            Ways =
            [
                Markup.Html($"""<a class="primary" href="{visits.AddressOf(screen, place, isAnew: true)}">{texts.MyAgainLink}</a>"""),
                BackHere(screen),
            ],
        }.On(screen);
    }

    /// <summary>What became of a change that the rules refuse: another sign-in first, or a page that says why.</summary>
    public IResult Refused(Screen screen, Refusal why, string place) => why switch
    {
        Refusal.SessionRequired => visits.SignInFirst(screen, place),
        Refusal.FreshSignInRequired => SignInAgain(screen, place, RefusalErrors.FreshSignInRequired),
        _ => Problem.FromRefusal(why, screen.Account),
    };

    /// <summary>S-57: <em>Done</em>.</summary>
    public static Markup DoneLink(Screen screen) =>
        Markup.Html($"""<a class="primary" id="done" href="{screen.Address(MyPage.Place)}">{screen.Texts.MyDone}</a>""");

    public static Markup BackHere(Screen screen, string style = "quiet")
    {
        var label = Markup.Fill(screen.Texts.BackTo, screen.Texts.MyTitle);
        return Markup.Html($"""<a class="{style}" href="{screen.Address(MyPage.Place)}"><span>{label}</span></a>""");
    }
}
