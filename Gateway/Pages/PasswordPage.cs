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
internal sealed class PasswordPage(SecretDoor door, SecretPages pages, SecondPage second)
{
    public Task<IResult> Show(HttpContext http, TenantId tenant, Screen screen) => Task.FromResult(
        pages.Enter(http, tenant, screen, http.Request.Query["ticket"], TicketedWays.Takes) is { } at
            ? Ask(at, null)
            : SecretPages.Over(screen));

    public async Task<IResult> Take(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.Enter(http, tenant, screen, form["ticket"], TicketedWays.Takes) is not { } at) return SecretPages.Over(screen);
        var entered = await door.WithPassword(http, tenant, at.Ticket, at.Generation, form["password"] ?? "");
        if (entered.IsFirst) return await second.Ask(http, tenant, at.Screen, entered.Transaction!);
        return entered.Change is { } change
            ? Choose(at, change, null)
            : pages.Leave(at, entered, error => error == RefusalErrors.SecretRefused ? Ask(at, error) : null);
    }

    public async Task<IResult> TakeNew(HttpContext http, TenantId tenant, Screen screen, Form form)
    {
        if (pages.Enter(http, tenant, screen, form["ticket"], TicketedWays.Takes) is not { } at) return SecretPages.Over(screen);
        var entered = await door.WithNewPassword(
            http, tenant, at.Ticket, at.Generation, form["change"], form[NewPasswordField.Name] ?? "");
        if (entered.IsFirst) return await second.Ask(http, tenant, at.Screen, entered.Transaction!);
        return pages.Leave(
            at, entered, error => NewPasswordField.WhyNot(at.Screen.Texts, error) is null ? null : Choose(at, form["change"]!, error));
    }

    private static IResult Ask(AtSecret at, ProtocolError? error)
    {
        var (screen, texts) = (at.Screen, at.Screen.Texts);
        return new Page(screen, texts.PasswordTitle, Markup.Html($"""
            <h1>{texts.PasswordTitle}</h1>
            {SecretPages.ReasonFor(at)}
            <form method="post" action="/{screen.Tenant?.Value}/password">
            {NewPasswordField.UserNameOf(at.Ticket.User)}
            <div class="field">
            <label for="password">{texts.Password}</label>
            <input type="password" id="password" name="password" autocomplete="current-password" maxlength="{Limits.TypedPasswordLength}"
            required autofocus {Field.Described("password", error, hasHint: false)}>
            {Field.Wrong("password", texts.PasswordWrong, error)}
            </div>
            {SecretPages.Fields(at)}
            <button class="primary" type="submit">{texts.SignIn}</button>
            </form>
            {SecretPages.PasskeyLink(at)}
            {SecretPages.RecoveryLink(at)}
            {screen.StartAgainLink("quiet")}
            {screen.BackLink()}
            """), error);
    }

    private static IResult Choose(AtSecret at, string change, ProtocolError? error)
    {
        var (screen, texts) = (at.Screen, at.Screen.Texts);
        return new Page(screen, texts.NewPasswordTitle, Markup.Html($"""
            <h1>{texts.NewPasswordTitle}</h1>
            <p class="lead">{texts.NewPasswordAbout}</p>
            <form method="post" action="/{screen.Tenant?.Value}/password/new">
            {NewPasswordField.Draw(texts, error)}
            <input type="hidden" name="change" value="{change}">
            {SecretPages.Fields(at)}
            <button class="primary" type="submit">{texts.Next}</button>
            </form>
            {screen.BackLink()}
            """), error);
    }
}
