using Countersign.Gateway.Browsers;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.Pages;

/// <summary>
/// <c>GET</c> and <c>POST /{tenant}/password</c>, and <c>…/password/new</c> for one that must be changed: S-42, S-45. Only a start that
/// fell back leads here, so "phone or nothing" never does (T4). What comes of it looks the same for every name that was not signed in (T5).
/// </summary>
internal sealed class PasswordPage(SecretDoor door, SecretPages pages)
{
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) => Task.FromResult<IResult>(
        pages.TicketOf(tenant, screen, http.Request.Query["ticket"]) is { } ticket && screen.Takes(ticket)
            ? Ask(screen.Of(http, ticket.User), ticket, http.Request.Query["ticket"].ToString(), null)
            : SecretPages.Over(screen));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.TicketOf(tenant, screen, form["ticket"]) is not { } ticket || !screen.Takes(ticket)) return SecretPages.Over(screen);
        screen = screen.Of(http, ticket.User);
        var entered = await door.WithPassword(http, tenant, ticket, SecretPages.GenerationOf(screen), form["password"] ?? "");
        if (entered.Change is { } change) return Choose(screen, form["ticket"]!, change, null);
        if (entered.Refused is not { } refused) return pages.Onward(http, tenant, screen, entered.Transaction!);
        http.Features.Set(refused);
        return refused.Error == RefusalErrors.SecretRefused
            ? Ask(screen, ticket, form["ticket"]!, refused.Error)
            : SecretPages.Refused(screen, refused);
    }

    public async Task<IResult> TakeNew(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.TicketOf(tenant, screen, form["ticket"]) is not { } ticket || !screen.Takes(ticket)) return SecretPages.Over(screen);
        screen = screen.Of(http, ticket.User);
        var entered = await door.WithNewPassword(
            http, tenant, ticket, SecretPages.GenerationOf(screen), form["change"], form["new_password"] ?? "");
        if (entered.Refused is not { } refused) return pages.Onward(http, tenant, screen, entered.Transaction!);
        http.Features.Set(refused);
        return WrongChoice(screen, refused.Error) is not null
            ? Choose(screen, form["ticket"]!, form["change"]!, refused.Error)
            : SecretPages.Refused(screen, refused);
    }

    private Page Ask(Screen screen, ProviderTicket ticket, string text, ProtocolError? error)
    {
        var texts = screen.Texts;
        return new(screen, texts.PasswordTitle, Markup.Html($"""
            <h1>{texts.PasswordTitle}</h1>
            {SecretPages.ReasonFor(screen, ticket)}
            <form method="post" action="/{screen.Tenant?.Value}/password">
            {UserName(ticket)}
            <div class="field">
            <label for="password">{texts.Password}</label>
            <input type="password" id="password" name="password" autocomplete="current-password" maxlength="{Limits.TypedPasswordLength}"
            required autofocus {SecretPages.Described("password", error, hasHint: false)}>
            {SecretPages.Wrong("password", texts.PasswordWrong, error)}
            </div>
            {SecretPages.Fields(screen, text)}
            <button class="primary" type="submit">{texts.SignIn}</button>
            </form>
            {SecretPages.RecoveryLink(screen, ticket, text)}
            {screen.StartAgainLink("quiet")}
            {screen.BackLink()}
            """), error);
    }

    private static Page Choose(Screen screen, string ticket, string change, ProtocolError? error)
    {
        var texts = screen.Texts;
        return new(screen, texts.NewPasswordTitle, Markup.Html($"""
            <h1>{texts.NewPasswordTitle}</h1>
            <p class="lead">{texts.NewPasswordAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}/password/new">
            <div class="field">
            <label for="new_password">{texts.NewPassword}</label>
            <p class="hint" id="new_password_hint">{texts.NewPasswordHint}</p>
            <input type="password" id="new_password" name="new_password" autocomplete="new-password"
            maxlength="{Limits.TypedPasswordLength}" required autofocus {SecretPages.Described("new_password", error, hasHint: true)}>
            {SecretPages.Wrong("new_password", error is null ? "" : WrongChoice(screen, error)!, error)}
            </div>
            <input type="hidden" name="change" value="{change}">
            {SecretPages.Fields(screen, ticket)}
            <button class="primary" type="submit">{texts.Next}</button>
            </form>
            {screen.BackLink()}
            """), error);
    }

    private static string? WrongChoice(Screen screen, ProtocolError error) => error switch
    {
        _ when error == PasswordErrors.WrongLength => screen.Texts.NewPasswordLength,
        _ when error == PasswordErrors.TooCommon => screen.Texts.NewPasswordCommon,
        _ when error == PasswordErrors.SamePassword => screen.Texts.NewPasswordSame,
        _ => null,
    };

    /// <summary>For what remembers passwords in browsers.</summary>
    private static Markup UserName(ProviderTicket ticket) => Markup.Html(
        $"""<input type="text" name="user_name" value="{ticket.User.Value}" autocomplete="username" hidden readonly>""");
}
