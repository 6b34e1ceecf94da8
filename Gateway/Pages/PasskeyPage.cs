using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Html.Texts;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/passkey</c>: a passkey that the person has added (WAY-6). Only a fallback leads here. The page asks for
/// any passkey of this service, the same for every name, so it tells nobody whether there is one (T5).
/// </summary>
internal sealed class PasskeyPage(SecretDoor door, SecretPages pages)
{
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) => Task.FromResult(
        pages.Enter(http, tenant, screen, http.Request.Query["ticket"], TicketedWays.TakesPasskey) is { } at
            ? Ask(at, null)
            : SecretPages.Over(screen));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.Enter(http, tenant, screen, form["ticket"], TicketedWays.TakesPasskey) is not { } at) return SecretPages.Over(screen);
        var entered = await door.WithPasskey(
            http, tenant, at.Ticket, at.Generation, form["begun"], new(form["answer"] ?? "", form["user"] ?? ""));
        return pages.Leave(at, entered, error => IsWorthAnother(error) ? Ask(at, error) : null);
    }

    private static bool IsWorthAnother(ProtocolError error) =>
        error == RefusalErrors.SecretRefused || error == RefusalErrors.SyncedKeyNotAllowed;

    /// <summary>Each page asks anew.</summary>
    private IResult Ask(AtSecret at, ProtocolError? error)
    {
        var (asked, begun) = door.AskForPasskey(at.Http, at.Tenant, at.Ticket);
        var (screen, texts) = (at.Screen, at.Screen.Texts);
        return new Page(
            screen, texts.PasskeyTitle,
            Markup.Html($"""
                <h1>{texts.PasskeyTitle}</h1>
                {SecretPages.ReasonFor(at)}
                <p>{texts.PasskeyAbout}</p>
                <noscript><p class="error">{texts.PasskeyScript}</p></noscript>
                {(error is null ? default : Wrong(texts, error))}
                <form method="post" action="/{screen.Tenant?.Value}/passkey" id="passkey" data-ceremony="get"
                data-party="{asked.Party}" data-challenge="{asked.Challenge}" data-unsupported="{texts.PasskeyUnsupported}"
                data-declined="{texts.PasskeyDeclined}" data-failed="{texts.PasskeyFailed}">
                <p class="error" id="passkey_said" role="alert" hidden></p>
                <input type="hidden" name="begun" value="{begun}">
                <input type="hidden" name="answer" value="">
                <input type="hidden" name="user" value="">
                {SecretPages.Fields(at)}
                <button class="primary" type="submit">{texts.PasskeyUse}</button>
                </form>
                {SecretPages.RecoveryLink(at)}
                {screen.StartAgainLink("quiet")}
                {screen.BackLink()}
                """),
            error, Markup.Html($"""<script src="{Assets.PasskeyScript}" defer></script>"""));
    }

    private static Markup Wrong(PageTexts texts, ProtocolError error) => Field.Wrong(
        "passkey", error == RefusalErrors.SyncedKeyNotAllowed ? texts.PasskeySynced : texts.PasskeyWrong, error);
}
