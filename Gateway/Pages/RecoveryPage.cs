using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/recovery</c>: a code that the person has on paper (WAY-6). Only a fallback leads here.
/// </summary>
internal sealed class RecoveryPage(SecretDoor door, SecretPages pages)
{
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) => Task.FromResult(
        pages.Enter(http, tenant, screen, http.Request.Query["ticket"], TicketedWays.Recovers) is { } at
            ? Ask(at, null)
            : SecretPages.Over(screen));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.Enter(http, tenant, screen, form["ticket"], TicketedWays.Recovers) is not { } at) return SecretPages.Over(screen);
        var entered = await door.WithRecoveryCode(http, tenant, at.Ticket, at.Generation, form["code"] ?? "");
        return pages.Leave(at, entered, error => error == RefusalErrors.SecretRefused ? Ask(at, error) : null);
    }

    private static IResult Ask(AtSecret at, ProtocolError? error)
    {
        var (screen, texts) = (at.Screen, at.Screen.Texts);
        return new Page(screen, texts.RecoveryTitle, Markup.Html($"""
            <h1>{texts.RecoveryTitle}</h1>
            <p class="lead">{texts.RecoveryAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}/recovery">
            <div class="field">
            <label for="code">{texts.RecoveryCode}</label>
            <p class="hint" id="code_hint">{texts.PassHint}</p>
            <input type="text" id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false"
            maxlength="{Limits.TypedPassLength}" required autofocus {Field.Described("code", error, hasHint: true)}>
            {Field.Wrong("code", texts.RecoveryWrong, error)}
            </div>
            {SecretPages.Fields(at)}
            <button class="primary" type="submit">{texts.SignIn}</button>
            </form>
            {SecretPages.PasskeyLink(at)}
            {screen.StartAgainLink("quiet")}
            {screen.BackLink()}
            """), error);
    }
}
