using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// A sign-in that waits for the person's phone, as the phone shows it but without the number, and <em>It wasn't me</em>
/// (<c>POST /{tenant}/my/not-me</c>).
/// </summary>
internal sealed class WaitingSection(Engine.SecurityInfo info, AccountDoor door) : IAccountSection
{
    public ValueTask<Markup> Draw(AccountView view) => ValueTask.FromResult(
        view.Account.Waiting is { } waiting ? Draw(view.Screen, waiting, view.Now) : default);

    private static Markup Draw(Screen screen, OwnWaiting waiting, DateTimeOffset now)
    {
        var texts = screen.Texts;
        var (application, place, address, browser, _) = waiting.Context;
        return Markup.Html($"""
            <section class="part alert" aria-labelledby="waiting-title">
            <h2 id="waiting-title">{texts.MyWaitingTitle}</h2>
            <dl class="facts">
            {Fact(texts.MyApplication, application)}{Fact(texts.MyPlace, place)}
            {Fact(texts.MyAddress, address)}{Fact(texts.MyBrowser, browser)}
            <div><dt>{texts.MyTime}</dt><dd>{Moment.Draw(texts, waiting.StartedAt, now)}</dd></div>
            </dl>
            <p>{texts.MyWaiting}</p>
            <form method="post" action="/{screen.Tenant?.Value}/my/not-me">
            {screen.RequestField()}
            <input type="hidden" name="challenge" value="{waiting.Challenge.Value}">
            <button class="danger" type="submit">{texts.MyNotMe}</button>
            </form>
            </section>
            """);
    }

    private static Markup Fact(string name, string value) =>
        value.Length == 0 ? default : Markup.Html($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>\n");

    public async Task<IResult> Disown(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (!ChallengeId.TryParse(form["challenge"], out var challenge)) return new Problem(HttpErrors.InvalidRequest);
        var (view, away) = await door.Enter(http, tenant, screen, MyPage.Place);
        if (view is null) return away!;
        screen = view.Screen;
        var done = await info.Disown(tenant, Cookies.SessionSecret(http), challenge, http.RequestAborted);
        // Answered, expired or forgotten in the meantime: the page shows what there is now.
        if (done.Refused is Refusal.ChallengeNotFound or Refusal.AlreadyDecided) return screen.GoTo(MyPage.Place);
        if (done.Refused is { } why) return door.Refused(screen, why, MyPage.Place);
        return new Notice(screen.Texts.MyNotMeTitle)
        {
            Tone = Tone.Good, Paragraphs = [screen.Texts.MyNotMeDone], Ways = [AccountDoor.BackHere(screen, "primary")],
        }.On(screen);
    }
}
