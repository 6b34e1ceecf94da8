using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin.Console;

/// <summary>What forms and lists of the console have alike.</summary>
internal static class ConsoleForms
{
    /// <summary>A field of one line.</summary>
    /// <param name="hint">Null: none.</param>
    /// <param name="unfit">What is wrong with a field of the form, with this one or another; null: nothing is.</param>
    public static Markup Text(
        string name, string label, string? hint, string value = "", int most = 200, bool isRequired = false, Unfit? unfit = null) =>
        Markup.Html($"""
            <div class="field">
            <label for="{name}">{label}</label>
            {(hint is null ? default : Markup.Html($"""<p class="hint" id="{name}_hint">{hint}</p>"""))}
            <input type="text" id="{name}" name="{name}" value="{value}" autocomplete="off" autocapitalize="none" spellcheck="false"
            maxlength="{most}" {(isRequired ? Markup.Html($"required ") : default)}{Unfit.Tie(name, unfit, hint is not null)}>
            {Unfit.At(name, unfit)}
            </div>

            """);

    /// <summary>A question before a change: what it does, an optional reason, and the button.</summary>
    /// <param name="about">Whom or what it is about.</param>
    public static IResult Ask(ConsoleView view, string title, string about, string text, string action, string back, bool isDanger) =>
        new Page(view.Screen with { IsWide = false }, title, Markup.Html($"""
            <h1>{title}</h1>
            <p class="lead"><bdi>{about}</bdi></p>
            <p>{text}</p>
            <form method="post" action="{action}">
            {view.Token}
            {Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="{(isDanger ? "danger" : "primary")}" type="submit">{title}</button>
            </form>
            <a class="quiet" href="{back}">{view.Screen.Texts.Cancel}</a>
            """));

    /// <summary>The line that says what has happened; nothing where nothing has.</summary>
    public static Markup Done(string? text) =>
        text is null ? default : Markup.Html($"""<p class="badge" role="status">{text}</p>""");

    /// <summary>A secret that is shown this once, in this answer and nowhere else.</summary>
    /// <param name="about">Whose or what it is.</param>
    /// <param name="place">Where the way back leads, by name.</param>
    public static Page Once(ConsoleView view, string title, string about, string text, string secret, string back, string place) =>
        new(view.Screen with { IsWide = false }, title, Markup.Html($"""
            <h1>{title}</h1>
            <p class="lead"><bdi>{about}</bdi></p>
            <p id="secret_name">{text}</p>
            <p class="text" id="secret" aria-describedby="secret_name"><code>{secret}</code></p>
            <a class="quiet" href="{back}"><span>{Markup.Fill(view.Screen.Texts.BackTo, place)}</span></a>
            """));

    /// <summary>A link among a page's ways; nothing for who may not go there.</summary>
    public static Markup Way(ConsoleView view, string door, TenantId? tenant, string address, string label) =>
        Way(view, door, tenant, address, Markup.Html($"{label}"));

    public static Markup Way(ConsoleView view, string door, TenantId? tenant, string address, Markup label) => view.May(door, tenant)
        ? Markup.Html($"""<a class="small" href="{address}">{label}</a> """)
        : default;

    /// <summary>The only value of a query's parameter; null where there is none or several.</summary>
    public static string? Query(HttpContext http, string name) => http.Request.Query[name] is [{ } only] ? only : null;

    /// <summary>The tenants that somebody typed, with spaces or commas between; null: all, for whoever typed nothing at all.</summary>
    public static IReadOnlyList<string>? Tenants(string? typed) =>
        string.IsNullOrWhiteSpace(typed) ? null : typed.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The choice of a role.</summary>
    public static Markup Roles(ConsoleView view) => Markup.Html($"""
        <div class="field">
        <label for="role">{view.Texts.Role}</label>
        <select id="role" name="role">
        {Markup.Join(AdminRoles.Rows.Select(row =>
            Markup.Html($"""<option value="{row.Word}">{ConsoleView.WordFor(view.Texts, row.Role)}</option>""")))}
        </select>
        </div>

        """);
}
