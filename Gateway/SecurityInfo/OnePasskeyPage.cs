using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/my/passkeys/{number}</c>: one passkey, to remove; also where the tenant takes none any more.
/// </summary>
internal sealed class OnePasskeyPage(PasskeySignIns passkeys, AccountDoor door)
{
    public static string PlaceOf(long number) => PasskeysSection.Place + "/" + number.ToString(CultureInfo.InvariantCulture);

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, passkey, away) = await Enter(http, tenant, screen);
        if (view is null) return away!;
        return view.Account.IsFresh ? Draw(view, passkey!) : door.SignInAgain(view.Screen, PlaceOf(passkey!.Number));
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, passkey, away) = await Enter(http, tenant, screen);
        if (view is null) return away!;
        var texts = view.Screen.Texts;
        var removed = await passkeys.Remove(view.Person.User, Cookies.SessionSecret(http)!, passkey!.Number, http.RequestAborted);
        if (removed.Refused is { } why) return door.Refused(view.Screen, why, PlaceOf(passkey.Number));
        return new Notice(texts.MyPasskeyRemovedTitle)
        {
            Tone = Tone.Good,
            Lead = Markup.Html($"""<p class="lead"><bdi>{passkey.Name}</bdi></p>"""),
            Paragraphs = [texts.MyPasskeyRemoved],
            Ways = [AccountDoor.BackHere(view.Screen, "primary")],
        }.On(view.Screen);
    }

    private async ValueTask<(AccountView? View, PasskeyShown? Passkey, IResult? Away)> Enter(
        HttpContext http, TenantId tenant, Screen screen)
    {
        if (!long.TryParse(
                http.Request.RouteValues["number"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (null, null, new Problem(RefusalErrors.MethodNotFound));
        var (view, away) = await door.Enter(http, tenant, screen, PlaceOf(number));
        if (view is null) return (null, null, away);
        var listed = (await passkeys.List(view.Person.User, Cookies.SessionSecret(http)!, http.RequestAborted)).Answer;
        return listed?.All.FirstOrDefault(one => one.Number == number) is { } passkey
            ? (view, passkey, null)
            : (null, null, new Problem(RefusalErrors.MethodNotFound));
    }

    private static Page Draw(AccountView view, PasskeyShown passkey)
    {
        var (screen, texts) = (view.Screen, view.Screen.Texts);
        return new(
            screen, texts.MyPasskeyRemove,
            Markup.Html($"""
                <h1><bdi>{passkey.Name}</bdi></h1>
                <div class="under">{PasskeysSection.Facts(texts, passkey, view.Now)}</div>
                <p>{texts.MyPasskeyRemoveAbout}</p>
                <form method="post" action="/{screen.Tenant?.Value}{PlaceOf(passkey.Number)}">
                {screen.RequestField()}
                <button class="danger" type="submit">{texts.MyPasskeyRemove}</button>
                </form>
                {AccountDoor.BackHere(screen)}
                """),
            head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }
}
