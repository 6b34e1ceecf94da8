using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// Where the person is signed in, and out: this browser, the other sessions that are open, and everything at once
/// (<c>/{tenant}/my/sign-out-everywhere</c>).
/// </summary>
internal sealed class SessionsSection(Engine.SecurityInfo info, AccountDoor door, IProviderSignOut providers) : IAccountSection
{
    public const string Everywhere = MyPage.Place + "/sign-out-everywhere";

    private static readonly Markup Sign = Markup.Html($"""
        <svg class="thing-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor"
        stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"
        d="M4.5 4.5h15A1.5 1.5 0 0 1 21 6v12a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18V6a1.5 1.5 0 0 1 1.5-1.5ZM3 9h18"/></svg>
        """);

    public ValueTask<Markup> Draw(AccountView view)
    {
        var (texts, screen) = (view.Screen.Texts, view.Screen);
        return ValueTask.FromResult(Markup.Html($"""
            <section class="part" aria-labelledby="sessions">
            <h2 id="sessions">{texts.MySessions}</h2>
            <ul class="things">
            {Markup.Join(view.Account.Sessions.OrderByDescending(session => session.IsThis).Select(session => Item(view, session)))}</ul>
            <form method="post" action="/{screen.Tenant?.Value}/sign-in/sign-out">
            <button class="second" type="submit">{texts.SignOut}</button>
            </form>
            <a class="quiet" href="{screen.Address(Everywhere)}">{texts.MyEverywhere}</a>
            </section>
            """));
    }

    private static Markup Item(AccountView view, OpenSession session)
    {
        var texts = view.Screen.Texts;
        var since = Markup.Fill(texts.MySignedInAt, Moment.Draw(texts, session.At, view.Now));
        var known = view.Account.IsKnownBrowser ? texts.MyKnown : texts.MyUnknown;
        var phone = view.Account.List.FirstOrDefault(method => method.Device == session.Phone)?.Name;
        return Markup.Html($"""
            <li>{Sign}<div class="thing">
            <p class="name">{(session.IsThis ? texts.MyThisBrowser : texts.MyOtherBrowser)}</p>
            <p class="fact">{since} · {How(texts, session.Method, phone)}</p>
            {(session.IsThis ? Markup.Html($"""<p class="fact">{known}</p>""") : default)}
            </div></li>

            """);
    }

    private static Markup How(PageTexts texts, SessionMethod method, string? phone) => method switch
    {
        SessionMethod.PhoneSignIn => Markup.Fill(texts.MyByPhone, Markup.Html($"<bdi>{phone ?? "–"}</bdi>")),
        SessionMethod.TemporaryPass => Markup.Html($"{texts.MyByPass}"),
        SessionMethod.Password => Markup.Html($"{texts.Password}"),
        SessionMethod.RecoveryCode => Markup.Html($"{texts.RecoveryCode}"),
        SessionMethod.Passkey => Markup.Html($"{texts.MyByPasskey}"),
        _ => Markup.Html($"{texts.MyByOrganisation}"),
    };

    public async Task<IResult> Ask(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, away) = await door.Enter(http, tenant, screen, Everywhere);
        if (view is null) return away!;
        var texts = screen.Texts;
        return new Notice(texts.MyEverywhereTitle)
        {
            Paragraphs = [texts.MyEverywhereAbout],
            Ways =
            [
                Markup.Html($"""
                    <form method="post" action="/{tenant.Value}{Everywhere}">
                    {view.Screen.RequestField()}
                    <button class="danger" type="submit">{texts.MyEverywhere}</button>
                    </form>
                    """),
                AccountDoor.BackHere(view.Screen),
            ],
        }.On(view.Screen);
    }

    public async Task<IResult> End(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, away) = await door.Enter(http, tenant, screen, Everywhere);
        if (view is null) return away!;
        screen = view.Screen;
        var ended = await info.SignOutEverywhere(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (ended.Refused is { } why) return door.Refused(screen, why, Everywhere);
        Cookies.EndSession(http);
        if (await providers.AddressFor(tenant, view.Person, null, http.RequestAborted) is { } address)
            return SigningOutNotice.For(screen, address);
        var texts = screen.Texts;
        return new Notice(texts.MyEverywhereDoneTitle)
        {
            Tone = Tone.Good, Paragraphs = [texts.MyEverywhereDone], Ways = [screen.StartAgainLink(label: texts.SignIn)],
        }.On(screen);
    }
}
