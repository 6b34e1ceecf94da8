using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <param name="Name">The canonical one, by which policies and addresses name it.</param>
/// <param name="DisplayName">For people; the canonical one where nobody has named it.</param>
/// <param name="Named">It is there without members, too; otherwise as long as it has some.</param>
/// <param name="KeptBy"><c>directory</c>: another directory keeps it by SCIM; <c>hand</c>: administrators do.</param>
/// <param name="ExternalId">The directory's own; absent where it gave none.</param>
public sealed record ListedGroupBody(
    string Name, string DisplayName, int Members, bool Named, string KeptBy, string? ExternalId = null)
{
    public static ListedGroupBody From(ListedGroup group) => new(
        group.Name, group.DisplayName, group.Members, group.IsNamed, group.IsDirectorys ? "directory" : "hand", group.ExternalId);
}

/// <param name="Groups">In order of canonical name.</param>
/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
/// <param name="IsPart">There are more people or groups than are looked at: groups and members may be missing.</param>
public sealed record GroupsAnswer(
    IReadOnlyList<ListedGroupBody> Groups, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next, bool IsPart);

/// <param name="DisplayName">1 to 128 characters of display text, of any script.</param>
public sealed record MakeGroupBody(string DisplayName);

/// <param name="Members">User names, in order.</param>
/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
public sealed record MembersAnswer(
    IReadOnlyList<string> Members, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>
/// <c>…/groups</c> and <c>…/groups/{group}/members</c>: whom a policy can name together (S-20). A group that nobody has named is there
/// as long as it has members.
/// </summary>
internal sealed class GroupsEndpoint(GroupDirectory groups, Administration administration, AdminAccess access)
{
    private const string One = "/groups/{group}", Member = One + "/members/{user}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups", Tenants.In(List))
            .Produces<GroupsAnswer>().ProducesProblems(400, 401, 404, 503)
            .TakesQuery("after", "A group's name; the page begins behind it.", Microsoft.OpenApi.JsonSchemaType.String)
            .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
            .TakesQuery("search", "A part of the display name, or of the name.", Microsoft.OpenApi.JsonSchemaType.String)
            .WithSummary("The tenant's groups in order of name, a page at a time.");
        routes.MapPost("/groups", Tenants.In(Make))
            .Accepts<MakeGroupBody>("application/json").Produces<ListedGroupBody>(201).ProducesProblems(400, 401, 404, 409, 429, 503)
            .WithSummary("Name a group. Whoever is a member of its name already is a member of it.");
        routes.MapGet(One, Names.OfGroup(Show))
            .Produces<ListedGroupBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The group, with the number of its members.");
        routes.MapDelete(One, Names.OfGroup(Remove))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Remove the group: nobody is a member any more, and its name is gone.");
        routes.MapGet(One + "/members", Names.OfGroup(ListMembers))
            .Produces<MembersAnswer>().ProducesProblems(400, 401, 404, 503)
            .TakesQuery("after", "A user name; the page begins behind it.", Microsoft.OpenApi.JsonSchemaType.String)
            .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
            .WithSummary("The members of a group in order of name, a page at a time.");
        routes.MapPut(Member, Change(member: true))
            .Produces(204).ProducesProblems(400, 401, 404, 409, 429, 503)
            .WithSummary("Make the user a member.");
        routes.MapDelete(Member, Change(member: false))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("The user is a member no longer.");
    }

    private async Task<IResult> List(HttpContext http, TenantId tenant)
    {
        if (Names.Limit(http) is not { } limit || !QueryText.TryOne(http, "after", out var typed) || !TrySearch(http, out var part))
            return new Problem(HttpErrors.InvalidRequest);
        var after = string.IsNullOrEmpty(typed) ? "" : Names.Group(typed);
        if (after is null) return new Problem(AdminErrors.InvalidGroupName);
        if (!(await groups.List(tenant, http.RequestAborted)).Has(out var all, out var why)) return Problem.FromRefusal(why);
        ListedGroup[] behind =
        [
            .. Holding(all.Groups, part).Where(group => string.CompareOrdinal(group.Name, after) > 0)
                .OrderBy(group => group.Name, StringComparer.Ordinal).Take(limit + 1),
        ];
        var page = behind.Take(limit).Select(ListedGroupBody.From).ToArray();
        return Json.Ok(
            new GroupsAnswer(page, behind.Length > limit ? page[^1].Name : null, all.IsPart), AdminJson.Default.GroupsAnswer);
    }

    /// <summary>Those with this in one of their names, whatever the letter case; all for null.</summary>
    public static IEnumerable<ListedGroup> Holding(IEnumerable<ListedGroup> groups, string? part) => part is null
        ? groups
        : groups.Where(group => group.DisplayName.Contains(part, StringComparison.OrdinalIgnoreCase)
            || group.Name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Part of a group's name; null when nothing is searched for.</summary>
    public static bool TrySearch(HttpContext http, out string? part)
    {
        part = null;
        if (!QueryText.TryOne(http, "search", out var typed)) return false;
        if (!DisplayText.TryRead(typed?.Trim(), out var text)) return false;
        part = text.Length == 0 ? null : text;
        return true;
    }

    private async Task<IResult> Make(HttpContext http, TenantId tenant)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.MakeGroupBody);
        if (refused is not null) return refused;
        return (await groups.Make(tenant, body!.DisplayName, http.RequestAborted)).Match<IResult>(
            made => Json.Created(ListedGroupBody.From(made), AdminJson.Default.ListedGroupBody), why => Problem.FromRefusal(why));
    }

    private async Task<IResult> Show(HttpContext http, TenantId tenant, string group) =>
        (await groups.Find(tenant, group, http.RequestAborted)).Match<IResult>(
            found => Json.Ok(ListedGroupBody.From(found), AdminJson.Default.ListedGroupBody), why => Problem.FromRefusal(why));

    private async Task<IResult> Remove(HttpContext http, TenantId tenant, string group)
    {
        var (holder, cancel) = (AdminHolder.Of(http), http.RequestAborted);
        var (refused, isBeyond) = await groups.Remove(tenant, group, await access.Beyond(tenant, holder.Scope, cancel), cancel);
        if (refused is { } why) return Problem.FromRefusal(why);
        if (!isBeyond) return Results.NoContent();
        await access.NoteRefusal(holder.Name, AdminDoors.NameOf(http), Acting.Now!, cancel);
        return new Problem(AdminErrors.RoleRequired);
    }

    private async Task<IResult> ListMembers(HttpContext http, TenantId tenant, string group)
    {
        if (Names.Limit(http) is not { } limit) return new Problem(HttpErrors.InvalidRequest);
        var (after, refused) = Names.After(http);
        if (refused is not null) return refused;
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var page = await groups.Members(tenant, group, after, limit, http.RequestAborted);
        return Json.Ok(
            new MembersAnswer([.. page.Members.Select(user => user.Value)], page.Next?.Value), AdminJson.Default.MembersAnswer);
    }

    private Func<HttpContext, Task<IResult>> Change(bool member) =>
        Names.OfUser((http, user) => Names.OfGroup(async (_, _, group) =>
            Answers.NoContent(await administration.Ask(user, new ChangeGroupMembership(group, member), http.RequestAborted)))(http));
}
