using Countersign.Engine;
using Countersign.Gateway.Html;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin.Console;

/// <summary>
/// <c>/console/tenants/{tenant}/groups/{group}</c>: one group: its members a page at a time, some more, one less, and its end (ADM-2,
/// S-20). Nobody adds or takes out an administrator who may do more (T31).
/// </summary>
internal sealed class GroupPage(
    GroupDirectory groups, Administration administration, AdminAccess access, ConsoleDoor door, AdminThrottle throttle)
{
    public const string Door = "GET /tenants/{tenant}/groups/{group}/members";
    public const string AddDoor = "PUT /tenants/{tenant}/groups/{group}/members/{user}";
    public const string TakeOutDoor = "DELETE /tenants/{tenant}/groups/{group}/members/{user}";
    public const string RemoveDoor = "DELETE /tenants/{tenant}/groups/{group}";
    private const string Users = "users";
    private const int PageSize = 50, MostAtOnce = 200;

    public Task<IResult> Show(ConsoleView view, TenantId tenant, string group) => Draw(view, tenant, group, "", null);

    public async Task<IResult> Add(ConsoleView view, TenantId tenant, string group, Form form)
    {
        var cancel = view.Http.RequestAborted;
        if ((await groups.Find(tenant, group, cancel)).Refused is { } gone) return Problem.FromRefusal(gone);
        var (users, unfit) = TypedNames.Read(view, Users, form[Users], MostAtOnce);
        unfit ??= await Missing(view, tenant, users);
        if (unfit is not null) return await Draw(view, tenant, group, form[Users] ?? "", unfit);
        if (await Forbidden(view, tenant, users, AddDoor) is { } forbidden) return forbidden;
        foreach (var _ in users) if (throttle.Person(view.Http, tenant) is { } wait) return new Problem(HttpErrors.RateLimited, wait);
        var refused = await groups.Join(tenant, group, users, isMember: true, cancel);
        return refused is { } why ? Problem.FromRefusal(why) : BackTo(tenant, group, "added");
    }

    /// <summary>Everybody is looked for first, so that nobody is added where one of them is not there.</summary>
    private async ValueTask<Unfit?> Missing(ConsoleView view, TenantId tenant, IReadOnlyCollection<UserName> users)
    {
        foreach (var user in users)
        {
            RequestPatience.Renew();   // each is a piece of its own
            var described = await administration.Ask(new UserKey(tenant, user), new DescribeUser(), view.Http.RequestAborted);
            if (described.Refused is Refusal.UserNotFound)
                return new(Users, RefusalErrors.UserNotFound, TypedNames.Filled(view.Texts.Group.NobodyOfName, user.Value));
        }

        return null;
    }

    public async Task<IResult> AskTakingOut(ConsoleView view, UserKey user, string group)
    {
        var found = await groups.Find(user.Tenant, group, view.Http.RequestAborted);
        if (!found.Has(out var of, out var why)) return Problem.FromRefusal(why);
        if ((await administration.Ask(user, new DescribeUser(), view.Http.RequestAborted)).Refused is { } missing)
            return Problem.FromRefusal(missing, user.Name);
        var (texts, here) = (view.Texts.Group, GroupsPage.PathOf(user.Tenant, group));
        return ConsoleForms.Ask(
            view, texts.TakeOut, $"{user.Name.Value} · {of.DisplayName}",
            texts.TakeOutAbout + (of.IsDirectorys ? " " + texts.DirectorysAbout : ""), AddressOf(user, group), here, isDanger: true);
    }

    public async Task<IResult> TakeOut(ConsoleView view, UserKey user, string group)
    {
        if ((await administration.Ask(user, new DescribeUser(), view.Http.RequestAborted)).Refused is { } missing)
            return Problem.FromRefusal(missing, user.Name);
        var refused = await groups.Join(user.Tenant, group, [user.Name], isMember: false, view.Http.RequestAborted);
        if (refused is { } why) return Problem.FromRefusal(why, user.Name);
        // With its last member a group that nobody has named is gone.
        var isLeft = (await groups.Find(user.Tenant, group, view.Http.RequestAborted)).Refused is null;
        return isLeft ? BackTo(user.Tenant, group, "taken-out") : new SeeOther(GroupsPage.PathOf(user.Tenant) + "?done=removed");
    }

    public async Task<IResult> AskRemoval(ConsoleView view, TenantId tenant, string group)
    {
        var found = await groups.Find(tenant, group, view.Http.RequestAborted);
        if (!found.Has(out var of, out var why)) return Problem.FromRefusal(why);
        var (texts, here) = (view.Texts.Group, GroupsPage.PathOf(tenant, group));
        var about = TypedNames.Filled(texts.RemoveAbout, ConsoleNames.Number(of.Members));
        return ConsoleForms.Ask(
            view, texts.Remove, of.DisplayName, about + (of.IsDirectorys ? " " + texts.DirectorysAbout : ""), here + "/remove", here,
            isDanger: true);
    }

    public async Task<IResult> Remove(ConsoleView view, TenantId tenant, string group)
    {
        var cancel = view.Http.RequestAborted;
        var beyond = await access.Beyond(tenant, view.Administrator.Scope, cancel);
        var (refused, isBeyond) = await groups.Remove(tenant, group, beyond, cancel);
        if (refused is { } why) return Problem.FromRefusal(why);
        return isBeyond ? await door.Refuse(view, RemoveDoor) : new SeeOther(GroupsPage.PathOf(tenant) + "?done=removed");
    }

    private async Task<IResult> Draw(ConsoleView view, TenantId tenant, string group, string typed, Unfit? unfit)
    {
        var (after, refused) = Names.After(view.Http);
        if (refused is not null) return refused;
        var cancel = view.Http.RequestAborted;
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), cancel);
        if (!read.Has(out var present, out var gone)) return Problem.FromRefusal(gone);
        if (!(await groups.Show(tenant, group, after, PageSize, cancel)).Has(out var shown, out var why)) return Problem.FromRefusal(why);
        var (texts, path, of) = (view.Texts.Group, GroupsPage.PathOf(tenant, group), shown.Group);
        var next = shown.Members.Next is { } last ? $"{path}?after={Uri.EscapeDataString(last.Value)}" : null;
        return new Page(view.Screen, of.DisplayName, Markup.Html($"""
            {ConsoleRooms.Draw(view, tenant)}
            <h1><bdi>{of.DisplayName}</bdi></h1>
            <p class="lead">{view.Texts.Groups} · <bdi>{tenant.Value}</bdi></p>
            {ConsoleForms.Done(DoneIn(view))}
            {Facts(view, of, present.Tenant)}
            {(of.IsNamed ? default : Markup.Html($"<p>{texts.NotNamed}</p>"))}
            {(of.IsDirectorys ? Markup.Html($"<p>{texts.DirectorysAbout}</p>") : default)}
            {Members(view, tenant, of, shown.Members.Members)}
            {(next is null ? default : Markup.Html($"""<a class="quiet" href="{next}">{view.Texts.NextPage}</a>"""))}
            {(view.May(AddDoor, tenant) ? Form(view, path, typed, unfit) : default)}
            {(view.May(RemoveDoor, tenant) ? Markup.Html($"""<a class="danger" href="{path}/remove">{texts.Remove}</a>""") : default)}
            """), unfit?.Error);
    }

    private static Markup Facts(ConsoleView view, ListedGroup of, TenantState.Present tenant)
    {
        var texts = view.Texts.Group;
        var targeted = tenant.Policy?.Target switch
        {
            null => null,
            Target.SelectUsers select => select.Groups.Contains(of.Name) ? texts.Targeted : texts.NotTargeted,
            _ => texts.AllTargeted,
        };
        return Markup.Html($"""
            <dl class="facts">
            <div><dt>{texts.Canonical}</dt><dd><code>{of.Name}</code></dd></div>
            {(targeted is null ? default : Markup.Html($"<div><dt>{view.Texts.PhoneSignIn}</dt><dd>{targeted}</dd></div>"))}
            <div><dt>{texts.KeptBy}</dt><dd>{(of.IsDirectorys ? texts.Directorys : texts.ByHand)}</dd></div>
            </dl>
            """);
    }

    private static Markup Members(ConsoleView view, TenantId tenant, ListedGroup of, IReadOnlyList<UserName> members)
    {
        var (texts, list) = (view.Texts.Group, Markup.Join(members.Select(user => Member(view, new(tenant, user), of.Name))));
        return Markup.Html($"""
            <section class="part" aria-labelledby="members">
            <h2 id="members">{Markup.Fill(texts.Members, ConsoleNames.Number(of.Members))}</h2>
            {(members.Count == 0
                ? Markup.Html($"<p>{texts.NoMembers}</p>")
                : PassesPage.Around(view, tenant, of.Name, Markup.Html($"""<ul class="things">{list}</ul>""")))}
            {ConsoleForms.Way(view, PassesPage.Door, tenant, PassesPage.PathOf(tenant, of.Name), view.Texts.Passes.Title)}
            </section>
            """);
    }

    private static Markup Member(ConsoleView view, UserKey user, string group) => Markup.Html($"""
        <li>{PassesPage.Box(view, user)}<div class="thing">
        <p class="name"><a class="small" href="{PeoplePage.PathOf(user)}">{user.Name.Value}</a></p>
        </div>
        {ConsoleForms.Way(view, TakeOutDoor, user.Tenant, AddressOf(user, group), Markup.Html($"""
            {view.Texts.Group.TakeOutOne} <span class="unseen">{user.Name.Value}</span>
            """))}
        </li>

        """);

    private static Markup Form(ConsoleView view, string path, string typed, Unfit? unfit) => Markup.Html($"""
        <section class="part" aria-labelledby="add">
        <h2 id="add">{view.Texts.Group.Add}</h2>
        <form method="post" action="{path}/members">
        {view.Token}
        {ConsoleFields.Lines(
            Users, view.Texts.Policy.Users, TypedNames.Filled(view.Texts.Group.NamesHint, ConsoleNames.Number(MostAtOnce)), typed, unfit)}
        {ConsoleForms.Text("reason", view.Texts.Reason, view.Texts.ReasonHint, most: Limits.AdminReasonLength)}
        <button class="primary" type="submit">{view.Texts.Group.Add}</button>
        </form>
        </section>
        """);

    private static string? DoneIn(ConsoleView view) => ConsoleForms.Query(view.Http, "done") switch
    {
        "made" => view.Texts.Group.Made,
        "added" => view.Texts.Group.Added,
        "taken-out" => view.Texts.Group.TakenOut,
        _ => null,
    };

    private async ValueTask<IResult?> Forbidden(
        ConsoleView view, TenantId tenant, IReadOnlyCollection<UserName> users, string name)
    {
        var beyond = await access.Beyond(tenant, view.Administrator.Scope, view.Http.RequestAborted);
        return users.Any(beyond.Contains) ? await door.Refuse(view, name) : null;
    }

    private static SeeOther BackTo(TenantId tenant, string group, string word) =>
        new($"{GroupsPage.PathOf(tenant, group)}?done={word}");

    private static string AddressOf(UserKey user, string group) =>
        $"{GroupsPage.PathOf(user.Tenant, group)}/members/{Uri.EscapeDataString(user.Name.Value)}/remove";
}
