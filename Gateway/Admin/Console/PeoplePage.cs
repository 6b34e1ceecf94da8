using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin.Console;

/// <summary><c>GET /console/tenants/{tenant}/people</c>: a tenant's people, found by a part of their names, a page at a time.</summary>
internal sealed class PeoplePage(Administration administration)
{
    public const string Door = "GET /tenants/{tenant}/users";
    private const int PageSize = 50;

    public static string PathOf(TenantId tenant) => $"/console/tenants/{tenant}/people";

    public static string PathOf(UserKey user) => PathOf(user.Tenant) + "/" + Uri.EscapeDataString(user.Name.Value);

    public async Task<IResult> Show(ConsoleView view, TenantId tenant)
    {
        var http = view.Http;
        var (after, refused) = Names.After(http);
        if (refused is not null) return refused;
        if (!UsersEndpoint.TrySearch(http, out var part)) return new Problem(HttpErrors.InvalidRequest);
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var (found, next) = await UsersEndpoint.Find(tenant, after, PageSize, part, administration, http.RequestAborted);
        var texts = view.Texts;
        return new Page(view.Screen, texts.People, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1>{texts.People}</h1>
            <p class="lead"><bdi>{tenant.Value}</bdi></p>
            <form method="get" action="{PathOf(tenant)}" role="search">
            {ConsoleForms.Text("search", texts.SearchPeople, null, part ?? "", Limits.UserNameLength)}
            <button class="second" type="submit">{texts.Search}</button>
            </form>
            {(found.Count == 0
                ? Markup.Html($"<p>{texts.Nobody}</p>")
                : PassesPage.Around(view, tenant, null, List(view, tenant, found)))}
            {ConsoleForms.Way(view, AddPersonPage.Door, tenant, AddPersonPage.PathOf(tenant), texts.Setup.AddPerson)}
            {ConsoleForms.Way(view, ImportPage.Door, tenant, ImportPage.PathOf(tenant), texts.Import.Title)}
            {ConsoleForms.Way(view, PassesPage.Door, tenant, PassesPage.PathOf(tenant), texts.Passes.Title)}
            {(next is null ? default : Markup.Html($"""<a class="quiet" href="{NextOf(tenant, part, next)}">{texts.NextPage}</a>"""))}
            """));
    }

    private static Markup List(ConsoleView view, TenantId tenant, IReadOnlyList<ListedUser> found) => Markup.Html($"""
        <ul class="things">
        {Markup.Join(found.Select(user => Markup.Html($"""
            <li>{PassesPage.Box(view, new(tenant, user.Name))}<div class="thing">
            <p class="name"><a class="small" href="{PathOf(new UserKey(tenant, user.Name))}">{user.Name.Value}</a></p>
            <p class="fact">{(user.Enabled ? view.Texts.Enabled : view.Texts.Disabled)} ·
            {(user.HasCredential ? view.Texts.PhoneOn : view.Texts.PhoneOff)}</p>
            </div></li>

            """)))}</ul>
        """);

    private static string NextOf(TenantId tenant, string? part, string next) =>
        PathOf(tenant) + "?after=" + Uri.EscapeDataString(next) + (part is null ? "" : "&search=" + Uri.EscapeDataString(part));
}
