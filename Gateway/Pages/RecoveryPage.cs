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
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) => Task.FromResult<IResult>(
        pages.TicketOf(tenant, screen, http.Request.Query["ticket"]) is { } ticket && screen.Recovers(ticket)
            ? Ask(screen.Of(http, ticket.User), http.Request.Query["ticket"].ToString(), null)
            : SecretPages.Over(screen));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.TicketOf(tenant, screen, form["ticket"]) is not { } ticket || !screen.Recovers(ticket)) return SecretPages.Over(screen);
        screen = screen.Of(http, ticket.User);
        var entered = await door.WithRecoveryCode(http, tenant, ticket, SecretPages.GenerationOf(screen), form["code"] ?? "");
        if (entered.Refused is not { } refused) return pages.Onward(http, tenant, screen, entered.Transaction!);
        http.Features.Set(refused);
        return refused.Error == RefusalErrors.SecretRefused
            ? Ask(screen, form["ticket"]!, refused.Error)
            : SecretPages.Refused(screen, refused);
    }

    private static Page Ask(Screen screen, string ticket, ProtocolError? error)
    {
        var texts = screen.Texts;
        return new(screen, texts.RecoveryTitle, Markup.Html($"""
            <h1>{texts.RecoveryTitle}</h1>
            <p class="lead">{texts.RecoveryAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}/recovery">
            <div class="field">
            <label for="code">{texts.RecoveryCode}</label>
            <p class="hint" id="code_hint">{texts.PassHint}</p>
            <input type="text" id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false"
            maxlength="{Limits.TypedPassLength}" required autofocus {SecretPages.Described("code", error, hasHint: true)}>
            {SecretPages.Wrong("code", texts.RecoveryWrong, error)}
            </div>
            {SecretPages.Fields(screen, ticket)}
            <button class="primary" type="submit">{texts.SignIn}</button>
            </form>
            {screen.StartAgainLink("quiet")}
            {screen.BackLink()}
            """), error);
    }
}
