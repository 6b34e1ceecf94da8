using System.Globalization;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// The person's recovery codes, where the tenant has them, and <c>GET</c> and <c>POST /{tenant}/my/recovery-codes</c> to have ten new ones
/// (WAY-6, T29). They are shown in the answer and nowhere else.
/// </summary>
internal sealed class RecoverySection(OwnSecrets secrets, AccountDoor door) : IAccountSection
{
    public const string Place = MyPage.Place + "/recovery-codes";

    public async ValueTask<Markup> Draw(AccountView view) =>
        await ListedOf(view) is { } listed ? Draw(view, listed) : default;

    private static Markup Draw(AccountView view, SecretsListed listed)
    {
        var texts = view.Screen.Texts;
        var had = listed.RecoveryIssuedAt is { } at
            ? Markup.Html($"""
                <p class="fact">{Markup.Fill(texts.MyCodesLeft, Left(listed))}</p>
                <p class="fact">{Markup.Fill(texts.MyCodesSince, Moment.Draw(texts, at, view.Now))}</p>
                """)
            : default;
        return Markup.Html($"""
            <section class="part" aria-labelledby="recovery">
            <h2 id="recovery">{texts.MyCodes}</h2>
            {(listed.RecoveryIssuedAt is null ? Markup.Html($"<p>{texts.MyCodesAbout}</p>") : had)}
            <a class="second" href="{view.Screen.Address(Place)}">{Title(texts, listed)}</a>
            </section>
            """);
    }

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.WayNotAllowed);
        if (view is null) return away!;
        return listed!.MayIssue ? Ask(view, listed) : SignInAgain(view.Screen, listed, null);
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.WayNotAllowed);
        if (view is null) return away!;
        var issued = await secrets.IssueCodes(tenant, Cookies.SessionSecret(http), http.RequestAborted);
        if (issued.Has(out var codes, out var why)) return Codes(view.Screen, codes);
        return why == Refusal.FreshSignInRequired
            ? SignInAgain(view.Screen, listed!, RefusalErrors.FreshSignInRequired)
            : door.Refused(view.Screen, why, Place);
    }

    /// <summary>Null where the person cannot have any.</summary>
    private async ValueTask<SecretsListed?> ListedOf(AccountView view) =>
        (await secrets.List(view.Person.User.Tenant, Cookies.SessionSecret(view.Http), view.Http.RequestAborted)).Answer
            is { CanHaveCodes: true } listed ? listed : null;

    /// <summary>N17: with a password once more nobody would come further.</summary>
    private IResult SignInAgain(Screen screen, SecretsListed listed, ProtocolError? error) =>
        door.SignInAgain(screen, Place, error, listed.IsByPassword ? screen.Texts.MyCodesStronger : null);

    private static string Left(SecretsListed listed) => listed.RecoveryCodesLeft.ToString(CultureInfo.InvariantCulture);

    private static string Title(Html.Texts.PageTexts texts, SecretsListed listed) =>
        listed.RecoveryIssuedAt is null ? texts.MyCodesGet : texts.MyCodesRenew;

    private static Page Ask(AccountView view, SecretsListed listed)
    {
        var (screen, texts) = (view.Screen, view.Screen.Texts);
        var title = Title(texts, listed);
        var replaced = listed.RecoveryCodesLeft == 0
            ? default
            : Markup.Html($"<p>{texts.MyCodesReplace} {Markup.Fill(texts.MyCodesLeft, Left(listed))}</p>");
        return new(screen, title, Markup.Html($"""
            <h1>{title}</h1>
            <p class="lead">{texts.MyCodesAbout}</p>
            <p>{texts.MyCodesKeep}</p>
            {replaced}
            <form method="post" action="/{screen.Tenant?.Value}{Place}">
            {screen.RequestField()}
            <button class="primary" type="submit">{texts.MyCodesShow}</button>
            </form>
            {AccountDoor.BackHere(screen)}
            """));
    }

    private static Page Codes(Screen screen, IReadOnlyList<string> codes)
    {
        var texts = screen.Texts;
        return new(screen, texts.MyCodesShownTitle, Markup.Html($"""
            <h1>{texts.MyCodesShownTitle}</h1>
            <p class="lead">{texts.MyCodesShown}</p>
            <ol class="codes">
            {Markup.Join(codes.Select(code => Markup.Html($"<li><code>{code}</code></li>\n")))}</ol>
            {AccountDoor.DoneLink(screen)}
            """));
    }
}
