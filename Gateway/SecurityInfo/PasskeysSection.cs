using System.Text;
using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>
/// The person's passkeys, where the tenant has them, and <c>GET</c> and <c>POST /{tenant}/my/passkeys</c> to add one (WAY-6, T29). The
/// browser makes it, by script; the list, and removing, need none.
/// </summary>
internal sealed class PasskeysSection(PasskeySignIns passkeys, AccountDoor door, Sealer sealer, TimeProvider clock) : IAccountSection
{
    public const string Place = MyPage.Place + "/passkeys";
    private const string Purpose = "passkey-add";

    private static readonly Markup Sign = Markup.Html($"""
        <svg class="thing-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor"
        stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"
        d="M8 11a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm3.2 1.3L19.5 4M16 7.5l2.5 2.5"/></svg>
        """);

    public async ValueTask<Markup> Draw(AccountView view)
    {
        if (await ListedOf(view) is not { } listed) return default;
        var texts = view.Screen.Texts;
        return Markup.Html($"""
            <section class="part" aria-labelledby="passkeys">
            <h2 id="passkeys">{texts.MyPasskeys}</h2>
            {(listed.All.IsEmpty ? Markup.Html($"<p>{texts.MyPasskeysAbout}</p>") : Things(view, listed))}
            <a class="second" href="{view.Screen.Address(Place)}">{texts.MyPasskeyAdd}</a>
            </section>
            """);
    }

    private static Markup Things(AccountView view, PasskeysListed listed) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(listed.All.Select(one => Thing(view, one)))}</ul>
        """);

    private static Markup Thing(AccountView view, PasskeyShown one)
    {
        var texts = view.Screen.Texts;
        var isOwn = view.Person.Session.StandsOn?.Passkey == one.Number;
        return Markup.Html($"""
            <li>{Sign}<div class="thing">
            <p class="name"><bdi>{one.Name}</bdi></p>
            {Facts(texts, one, view.Now)}
            {(isOwn ? Markup.Html($"""<p class="badge">{texts.MyApprovedHere}</p>""") : default)}
            <a class="small" href="{view.Screen.Address(OnePasskeyPage.PlaceOf(one.Number))}">{texts.MyPasskeyRemove}
            <span class="unseen">{one.Name}</span></a>
            </div></li>

            """);
    }

    /// <summary>What it is, whether the tenant takes it, and when it was last used.</summary>
    public static Markup Facts(PageTexts texts, PasskeyShown one, DateTimeOffset now)
    {
        var used = one.LastUsedAt is { } at
            ? Markup.Fill(texts.MyLastUsed, Moment.Draw(texts, at, now))
            : Markup.Fill(texts.MySince, Moment.Draw(texts, one.AddedAt, now));
        return Markup.Html($"""
            <p class="fact">{(one.IsSynced ? texts.MyPasskeyCopies : texts.MyPasskeyBound)}</p>
            {(one.IsTaken ? default : Markup.Html($"""<p class="fact">{texts.MyPasskeyNotTaken}</p>"""))}
            <p class="fact">{used}</p>
            """);
    }

    public async Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.WayNotAllowed);
        if (view is null) return away!;
        return listed!.MayAdd ? Ask(view, listed, "", null) : SignInAgain(view.Screen, listed, null);
    }

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        var (view, listed, away) = await door.Enter(http, tenant, screen, Place, ListedOf, Refusal.WayNotAllowed);
        if (view is null) return away!;
        if (!listed!.MayAdd) return SignInAgain(view.Screen, listed, RefusalErrors.FreshSignInRequired);
        var typed = form["name"] ?? "";
        if (!DisplayText.TryRead(typed.Trim(), out var name) || name.Length == 0)
            return Ask(view, listed, typed, HttpErrors.InvalidDisplayText);
        if (sealer.Open(Purpose, tenant, form["begun"], clock.GetUtcNow()) is not { } begun)
            return Ask(view, listed, typed, RefusalErrors.PasskeyRefused);
        var added = await passkeys.Add(
            view.Person.User, Cookies.SessionSecret(http)!, Encoding.ASCII.GetString(begun), form["answer"] ?? "", name,
            http.RequestAborted);
        if (added.Refused is Refusal.PasskeyRefused or Refusal.SyncedKeyNotAllowed or Refusal.TooManyPasskeys)
            return Ask(view, listed, typed, RefusalErrors.RowOf(added.Refused.Value));
        if (added.Refused is { } why) return door.Refused(view.Screen, why, Place);
        var texts = view.Screen.Texts;
        return new Notice(texts.MyPasskeyDoneTitle)
        {
            Tone = Tone.Good,
            Lead = Markup.Html($"""<p class="lead"><bdi>{name}</bdi></p>"""),
            Paragraphs = [texts.MyPasskeyDone], Ways = [AccountDoor.BackHere(view.Screen, "primary")],
        }.On(view.Screen);
    }

    /// <summary>Null where the person cannot have any.</summary>
    private async ValueTask<PasskeysListed?> ListedOf(AccountView view) =>
        (await passkeys.List(view.Person.User, Cookies.SessionSecret(view.Http)!, view.Http.RequestAborted)).Answer
            is { CanHave: true } listed ? listed : null;

    private IResult SignInAgain(Screen screen, PasskeysListed listed, ProtocolError? error) =>
        door.SignInAgain(screen, Place, error, listed.IsByPassword ? screen.Texts.MyPasskeyStronger : null);

    private Page Ask(AccountView view, PasskeysListed listed, string typed, ProtocolError? error)
    {
        var (screen, texts, user) = (view.Screen, view.Screen.Texts, view.Person.User);
        var drawn = RandomValues.Handle();
        var begun = sealer.Seal(Purpose, user.Tenant, Encoding.ASCII.GetBytes(drawn), view.Now + Limits.ProofWindow);
        var asked = passkeys.AskToAdd(user, Cookies.SessionSecret(view.Http)!, drawn);
        var isName = error == HttpErrors.InvalidDisplayText;
        var wrong = error is null || isName ? default : Field.Wrong("passkey", WhyNot(texts, error), error);
        var known = string.Join(' ', listed.All.Select(one => one.Credential));
        var kept = typed.Length <= 2 * Limits.DisplayTextLength ? typed : "";
        return new(
            screen, texts.MyPasskeyAdd,
            Markup.Html($"""
                <h1>{texts.MyPasskeyAdd}</h1>
                <p class="lead">{texts.MyPasskeysAbout}</p>
                <noscript><p class="error">{texts.PasskeyScript}</p></noscript>
                {wrong}
                <form method="post" action="/{screen.Tenant?.Value}{Place}" id="passkey" data-ceremony="create"
                data-party="{asked.Party}" data-challenge="{asked.Challenge}" data-user="{asked.User}" data-name="{user.Name.Value}"
                data-place="{screen.Place}" data-known="{known}" data-unsupported="{texts.PasskeyUnsupported}"
                data-declined="{texts.MyPasskeyDeclined}" data-twice="{texts.MyPasskeyTwice}" data-failed="{texts.PasskeyFailed}">
                <div class="field">
                <label for="name">{texts.MyName}</label>
                <p class="hint" id="name_hint">{texts.MyPasskeyHint}</p>
                <input type="text" id="name" name="name" value="{kept}" autocomplete="off" maxlength="{Limits.DisplayTextLength}"
                required {Field.Described("name", isName ? error : null, hasHint: true)}>
                {Field.Wrong("name", texts.MyNameWrong, isName ? error : null)}
                </div>
                <p class="error" id="passkey_said" role="alert" hidden></p>
                <input type="hidden" name="begun" value="{begun}">
                <input type="hidden" name="answer" value="">
                {screen.RequestField()}
                <button class="primary" type="submit">{texts.MyPasskeyMake}</button>
                </form>
                {AccountDoor.BackHere(screen)}
                """),
            error, Markup.Html($"""<script src="{Assets.PasskeyScript}" defer></script>"""));
    }

    private static string WhyNot(PageTexts texts, ProtocolError error) => error switch
    {
        _ when error == RefusalErrors.SyncedKeyNotAllowed => texts.PasskeySynced,
        _ when error == RefusalErrors.TooManyPasskeys => texts.MyPasskeysFull,
        _ => texts.MyPasskeyWrong,
    };
}
