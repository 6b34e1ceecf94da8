using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/tokens</c>: the named tokens of machines, another one, and the end of one (ADM-3).</summary>
internal sealed class TokensPage(AdminAccess access, TimeProvider clock)
{
    public const string Path = "/console/tokens";

    public async Task<IResult> Show(ConsoleView view)
    {
        var listed = await access.List(view.Http.RequestAborted);
        if (!listed.Has(out var are, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts;
        return new Page(view.Screen, texts.Tokens, Markup.Html($"""
            {ConsoleRooms.Draw(view)}
            <h1>{texts.Tokens}</h1>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "revoked" ? texts.RevokeDone : null)}
            <ul class="things">
            {Markup.Join(are.Tokens.Tokens.Select(token => Item(view, token)))}</ul>
            <section class="part" aria-labelledby="make">
            <h2 id="make">{texts.MakeToken}</h2>
            <form method="post" action="{Path}">
            {view.Token}
            {ConsoleForms.Text("name", texts.TokenName, texts.TokenNameHint, most: Limits.AdminTokenNameLength, isRequired: true)}
            {ConsoleForms.Roles(view)}
            {ConsoleForms.Text("tenants", texts.Tenants, texts.TenantsHint, most: 1000)}
            {ConsoleForms.Text("days", texts.Days, null, "90", 3)}
            {ConsoleForms.Text("reason", texts.Reason, texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.MakeToken}</button>
            </form>
            </section>
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    /// <summary>The token is shown in the answer and nowhere else.</summary>
    public async Task<IResult> Make(ConsoleView view, Form form)
    {
        if (AdminRoles.Of(form["role"]) is not { } role || !WholeNumber.TryParse(form["days"], out var days) || days > 1000)
            return Problem.FromRefusal(Refusal.AdminTokenRefused);
        var scope = AdminScope.Of(role, ConsoleForms.Tenants(form["tenants"]));
        var made = await access.Create(form["name"]?.Trim() ?? "", scope, (int)days, Acting.Now!, view.Http.RequestAborted);
        if (!made.Has(out var created, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts;
        return new Page(view.Screen with { IsWide = false }, texts.MakeToken, Markup.Html($"""
            <h1>{texts.MakeToken}</h1>
            <p class="lead"><bdi>{created.Token.Name}</bdi></p>
            <p id="token_name">{texts.TokenMade}</p>
            <p class="text" id="token" aria-describedby="token_name"><code>{created.Text}</code></p>
            <a class="quiet" href="{Path}"><span>{Markup.Fill(view.Screen.Texts.BackTo, texts.Tokens)}</span></a>
            """));
    }

    public async Task<IResult> AskRevoking(ConsoleView view)
    {
        var listed = await access.List(view.Http.RequestAborted);
        if (!listed.Has(out var are, out var why)) return Problem.FromRefusal(why);
        var name = NameOf(view);
        if (are.Tokens.Named(name) is null) return Problem.FromRefusal(Refusal.AdminTokenNotFound);
        return ConsoleForms.Ask(view, view.Texts.Revoke, name, view.Texts.RevokeAbout, AddressOf(name), Path, isDanger: true);
    }

    public async Task<IResult> Revoke(ConsoleView view, Form form)
    {
        var revoked = await access.Revoke(NameOf(view), Acting.Now!, view.Http.RequestAborted);
        return revoked.Refused is { } why ? Problem.FromRefusal(why) : new SeeOther(Path + "?done=revoked");
    }

    private Markup Item(ConsoleView view, AdminToken token)
    {
        var (texts, now) = (view.Texts, clock.GetUtcNow());
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name"><bdi>{token.Name}</bdi></p>
            <p class="fact">{ConsoleView.WordFor(texts, token.Scope.Role)} · {ConsoleView.WordFor(texts, token.Scope)} ·
            {Markup.Fill(texts.Until, Moment.Draw(view.Screen.Texts, token.EndsAt, now))}</p>
            <a class="small" href="{AddressOf(token.Name)}">{texts.Revoke} <span class="unseen">{token.Name}</span></a>
            </div></li>

            """);
    }

    private static string AddressOf(string name) => $"{Path}/{Uri.EscapeDataString(name)}/revoke";

    private static string NameOf(ConsoleView view) => view.Http.Request.RouteValues["token"] as string ?? "";
}
