using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>/console/administrators</c>: who administers, a role for somebody, and the end of one (ADM-3).</summary>
internal sealed class AdministratorsPage(Administrators administrators, TenantId operators, TimeProvider clock)
{
    public const string Path = "/console/administrators";

    public async Task<IResult> Show(ConsoleView view)
    {
        var listed = await administrators.List(view.Http.RequestAborted);
        if (!listed.Has(out var are, out var why)) return Problem.FromRefusal(why);
        var texts = view.Texts;
        var done = ConsoleForms.Query(view.Http, "done") switch { "made" => texts.MakeDone, "removed" => texts.RemoveDone, _ => null };
        return new Page(view.Screen, texts.Administrators, Markup.Html($"""
            {ConsoleRooms.Draw(view)}
            <h1>{texts.Administrators}</h1>
            {ConsoleForms.Done(done)}
            <ul class="things">
            {Markup.Join(are.Tokens.Administrators.Where(one => one.Tenant == operators).Select(one => Item(view, one)))}</ul>
            <section class="part" aria-labelledby="make">
            <h2 id="make">{texts.MakeAdministrator}</h2>
            <form method="post" action="{Path}">
            {view.Token}
            {ConsoleForms.Text(
                "user_name", view.Screen.Texts.UserName, Filled(texts.MakeAdministratorHint, operators.Value), isRequired: true)}
            {ConsoleForms.Roles(view)}
            {ConsoleForms.Text("tenants", texts.Tenants, texts.TenantsHint, most: 1000)}
            {ConsoleForms.Text("reason", texts.Reason, texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.MakeAdministrator}</button>
            </form>
            </section>
            """), head: Markup.Html($"""<script src="{Assets.Script}" defer></script>"""));
    }

    public async Task<IResult> Make(ConsoleView view, Form form)
    {
        if (!UserName.TryParse(form["user_name"], out var user)) return Problem.NoUserName(form["user_name"]);
        if (AdminRoles.Of(form["role"]) is not { } role) return Problem.FromRefusal(Refusal.AdministratorRefused, user);
        var scope = AdminScope.Of(role, ConsoleForms.Tenants(form["tenants"]));
        var made = await administrators.Make(new(operators, user), scope, Acting.Now!, view.Http.RequestAborted);
        return made.Refused is { } why ? Problem.FromRefusal(why, user) : new SeeOther(Path + "?done=made");
    }

    public async Task<IResult> AskRemoval(ConsoleView view)
    {
        var listed = await administrators.List(view.Http.RequestAborted);
        if (!listed.Has(out var are, out var why)) return Problem.FromRefusal(why);
        if (UserOf(view) is not { } user || are.Tokens.Of(operators, user) is null)
            return Problem.FromRefusal(Refusal.AdministratorNotFound);
        var texts = view.Texts;
        return ConsoleForms.Ask(
            view, texts.RemoveAdministrator, user.Value, texts.RemoveAdministratorAbout, AddressOf(user), Path, isDanger: true);
    }

    public async Task<IResult> Remove(ConsoleView view, Form form)
    {
        if (UserOf(view) is not { } user) return Problem.FromRefusal(Refusal.AdministratorNotFound);
        var removed = await administrators.Remove(new(operators, user), Acting.Now!, view.Http.RequestAborted);
        return removed.Refused is { } why ? Problem.FromRefusal(why, user) : new SeeOther(Path + "?done=removed");
    }

    private Markup Item(ConsoleView view, Administrator one)
    {
        var texts = view.Texts;
        var since = Markup.Fill(texts.Since.Replace("{1}", one.CreatedBy, StringComparison.Ordinal),
            Moment.Draw(view.Screen.Texts, one.CreatedAt, clock.GetUtcNow()));
        return Markup.Html($"""
            <li><div class="thing">
            <p class="name"><bdi>{one.User.Value}</bdi></p>
            <p class="fact">{ConsoleView.WordFor(texts, one.Scope.Role)} · {ConsoleView.WordFor(texts, one.Scope)}</p>
            <p class="fact">{since}</p>
            <a class="small" href="{AddressOf(one.User)}">{texts.RemoveAdministrator} <span class="unseen">{one.User.Value}</span></a>
            </div></li>

            """);
    }

    private static string AddressOf(UserName user) => $"{Path}/{Uri.EscapeDataString(user.Value)}/remove";

    private static UserName? UserOf(ConsoleView view)
    {
        var typed = view.Http.Request.RouteValues["administrator"] as string;
        return UserName.TryParse(typed?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var user) ? user : null;
    }

    private static string Filled(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
