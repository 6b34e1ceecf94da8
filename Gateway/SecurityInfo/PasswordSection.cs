using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// The person's password, where it is kept here, and <c>GET</c> and <c>POST /{tenant}/my/password</c> to set or change it (S-26, T29).
/// </summary>
internal sealed class PasswordSection(OwnSecrets secrets, AccountDoor door) : IAccountSection
{
    public const string Place = MyPage.Place + "/password";

    public async ValueTask<Markup> Draw(AccountView view) =>
        await ListedOf(view) is { } listed ? Draw(view, listed) : default;

    private static Markup Draw(AccountView view, SecretsListed listed)
    {
        var texts = view.Screen.Texts;
        var since = listed.PasswordSetAt is { } at
            ? Markup.Html($"""<p class="fact">{Markup.Fill(texts.MyPasswordSince, Moment.Draw(texts, at, view.Now))}</p>""")
            : Markup.Html($"<p>{texts.MyPasswordNone}</p>");
        return Markup.Html($"""
            <section class="part" aria-labelledby="password">
            <h2 id="password">{texts.Password}</h2>
            {since}
            <a class="second" href="{view.Screen.Address(Place)}">{Title(texts, listed)}</a>
            </section>
            """);
    }

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.PasswordsNotKept);
        if (view is null) return away!;
        return listed!.MayChoose ? Ask(view, listed, null) : door.SignInAgain(view.Screen, Place);
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.PasswordsNotKept);
        if (view is null) return away!;
        screen = view.Screen;
        if (!listed!.MayChoose) return door.Refused(screen, Refusal.FreshSignInRequired, Place);
        var (unfit, why) = await secrets.SetPassword(
            tenant, Cookies.SessionSecret(http), form[NewPasswordField.Name] ?? "", http.RequestAborted);
        if (why is { } refused) return door.Refused(screen, refused, Place);
        if (unfit is not null) http.Features.Set(unfit);
        if (unfit?.Error == PasswordErrors.Unavailable) return NotNow(screen, unfit.Error);
        if (unfit?.Error == HttpErrors.RateLimited) return unfit;
        if (unfit is not null) return Ask(view, listed, unfit.Error);
        return new Notice(screen.Texts.MyPasswordDoneTitle)
        {
            Tone = Tone.Good, Paragraphs = [screen.Texts.MyPasswordDone], Ways = [AccountDoor.BackHere(screen, "primary")],
        }.On(screen);
    }

    /// <summary>Null where the person cannot have any.</summary>
    private async ValueTask<SecretsListed?> ListedOf(AccountView view) =>
        (await secrets.List(view.Person.User.Tenant, Cookies.SessionSecret(view.Http), view.Http.RequestAborted)).Answer
            is { CanSetPassword: true } listed ? listed : null;

    private static string Title(Html.Texts.PageTexts texts, SecretsListed listed) =>
        listed.PasswordSetAt is null ? texts.MyPasswordSet : texts.MyPasswordChange;

    private static Page Ask(AccountView view, SecretsListed listed, ProtocolError? error)
    {
        var (screen, texts) = (view.Screen, view.Screen.Texts);
        var title = Title(texts, listed);
        return new(screen, title, Markup.Html($"""
            <h1>{title}</h1>
            <p class="lead">{texts.MyPasswordAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}{Place}">
            {NewPasswordField.UserNameOf(view.Person.User.Name)}
            {NewPasswordField.Draw(texts, error)}
            {screen.RequestField()}
            <button class="primary" type="submit">{texts.MyPasswordSave}</button>
            </form>
            {AccountDoor.BackHere(screen)}
            """), error);
    }

    /// <summary>Too much is to be hashed: nothing was changed.</summary>
    private static IResult NotNow(Screen screen, ProtocolError error) => new Notice(screen.Texts.LaterTitle)
    {
        Tone = Tone.Bad, Paragraphs = [screen.Texts.Later], Error = error, Ways = [AccountDoor.BackHere(screen, "primary")],
    }.On(screen);
}
