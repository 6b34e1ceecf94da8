using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/groups</c>: a tenant's groups, found by a part of their names, and another one (ADM-2, S-20).
/// </summary>
internal sealed class GroupsPage(GroupDirectory groups, Administration administration)
{
    public const string Door = "GET /tenants/{tenant}/groups", MakeDoor = "POST /tenants/{tenant}/groups";
    private const string Name = "name", From = "from";
    private const int PageSize = 50;

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/groups";

    /// <param name="group">Its canonical name.</param>
    public static string PathOf(TenantId tenant, string group) => $"{PathOf(tenant)}/{Uri.EscapeDataString(group)}";

    public static string MakePath(TenantId tenant) => $"/console/tenants/{tenant}/make-group";

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        if (!GroupsEndpoint.TrySearch(view.Http, out var part) || !TryFrom(view.Http, out var from))
            return new Problem(HttpErrors.InvalidRequest);
        if (!(await groups.List(tenant, view.Http.RequestAborted)).Has(out var all, out var why)) return Problem.FromRefusal(why);
        var (texts, found) = (view.Texts.Group, GroupsEndpoint.Holding(all.Groups, part).ToArray());
        var next = from + PageSize < found.Length ? NextOf(tenant, part, from + PageSize) : null;
        return new Page(view.Screen, view.Texts.Groups, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{view.Texts.Groups}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            {ConsoleForms.Done(ConsoleForms.Query(view.Http, "done") == "removed" ? texts.Removed : null)}
            <p>{texts.About}</p>
            <form method="get" action="{PathOf(tenant)}" role="search">
            {ConsoleForms.Text("search", texts.Search, null, part ?? "", Limits.DisplayTextLength)}
            <button class="second" type="submit">{view.Texts.Search}</button>
            </form>
            {(all.IsPart ? Markup.Html($"<p>{texts.Part}</p>") : default)}
            {(found.Length == 0 ? Markup.Html($"<p>{texts.None}</p>") : List(view, tenant, found.Skip(from).Take(PageSize)))}
            {ConsoleForms.Way(view, MakeDoor, tenant, MakePath(tenant), texts.Make)}
            {(next is null ? default : Markup.Html($"""<a class="quiet" href="{next}">{view.Texts.NextPage}</a>"""))}
            """));
    }

    public async Task<IResult> Ask(ConsoleView view, TenantId tenant) =>
        await administration.Missing(tenant, view.Http.RequestAborted) is { } why
            ? Problem.FromRefusal(why)
            : DrawForm(view, tenant, "", null);

    public async Task<IResult> Make(ConsoleView view, TenantId tenant, Form form)
    {
        var (texts, typed) = (view.Texts.Group, form[Name]?.Trim() ?? "");
        var made = await groups.Make(tenant, typed, view.Http.RequestAborted);
        if (made.Has(out var group, out var why)) return new SeeOther(PathOf(tenant, group.Name) + "?done=made");
        var said = why == Refusal.GroupExists ? texts.NameTaken
            : why == Refusal.DirectoryTextRefused ? texts.NameUnfit
            : why == Refusal.TooManyDirectoryGroups ? texts.TooManyGroups
            : null;
        return said is null
            ? Problem.FromRefusal(why)
            : DrawForm(view, tenant, typed, Unfit.Numbered(Name, RefusalErrors.RowOf(why), said));
    }

    private static Page DrawForm(ConsoleView view, TenantId tenant, string typed, Unfit? unfit)
    {
        var texts = view.Texts.Group;
        return new(view.Screen with { IsWide = false }, texts.Make, Markup.Html($"""
            <h1>{texts.Make}</h1>
            <p class="lead">{texts.MakeAbout}</p>
            <form method="post" action="{MakePath(tenant)}">
            {view.Token}
            {ConsoleForms.Text(Name, texts.Name, texts.NameHint, typed, Limits.DisplayTextLength, isRequired: true, unfit)}
            {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
            <button class="primary" type="submit">{texts.Make}</button>
            </form>
            <a class="quiet" href="{PathOf(tenant)}">{view.Screen.Texts.Cancel}</a>
            """), unfit?.Error);
    }

    private static Markup List(ConsoleView view, TenantId tenant, IEnumerable<ListedGroup> groups) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(groups.Select(group => Markup.Html($"""
            <li><div class="thing">
            <p class="name"><a class="small" href="{PathOf(tenant, group.Name)}"><bdi>{group.DisplayName}</bdi></a></p>
            <p class="fact">{Markup.Fill(view.Texts.Group.Members, ConsoleNames.Number(group.Members))}
            {(group.IsDirectorys ? Markup.Html($" · {view.Texts.Group.Directorys}") : default)}
            {(group.DisplayName == group.Name ? default : Markup.Html($" · <code>{group.Name}</code>"))}</p>
            </div></li>

            """)))}</ul>
        """);

    private static bool TryFrom(HttpContext http, out int from)
    {
        (from, var isFit) = (0, QueryText.TryOne(http, From, out var typed));
        if (!isFit || typed is null) return isFit;
        if (!WholeNumber.TryParse(typed, out var number) || number > GroupDirectory.MostListed + Limits.GroupsPerTenant) return false;
        from = (int)number;
        return true;
    }

    private static string NextOf(TenantId tenant, string? part, int from) =>
        PathOf(tenant) + string.Create(CultureInfo.InvariantCulture, $"?{From}={from}")
        + (part is null ? "" : "&search=" + Uri.EscapeDataString(part));
}
