using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <param name="Members">User names, in order.</param>
/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
public sealed record MembersAnswer(
    IReadOnlyList<string> Members, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary><c>…/groups/{group}/members</c>: whom a policy can name together (S-20). A group is there as long as it has members.</summary>
internal static class GroupsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/groups/{group}/members", Names.OfGroup((http, tenant, group) => List(http, tenant, group, administration)))
            .Produces<MembersAnswer>().ProducesProblems(400, 401, 404, 503)
            .TakesQuery("after", "A user name; the page begins behind it.", Microsoft.OpenApi.JsonSchemaType.String)
            .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
            .WithSummary("The members of a group in order of name, a page at a time.");
        routes.MapPut("/groups/{group}/members/{user}", Change(administration, member: true))
            .Produces(204).ProducesProblems(400, 401, 404, 409, 429, 503)
            .WithSummary("Make the user a member.");
        routes.MapDelete("/groups/{group}/members/{user}", Change(administration, member: false))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("The user is a member no longer.");
    }

    /// <summary>Groups are written with their users, so members are found by going through those.</summary>
    private static async Task<IResult> List(HttpContext http, TenantId tenant, string group, Administration administration)
    {
        if (Names.Limit(http) is not { } limit) return new Problem(HttpErrors.InvalidRequest);
        var (after, refused) = Names.After(http);
        if (refused is not null) return refused;
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);

        List<string> members = [];
        while (members.Count <= limit)
        {
            var page = await administration.ListUsers(tenant, after, ISignInEngine.MostListed, http.RequestAborted);
            members.AddRange(page.Where(user => user.Groups.Contains(group)).Select(user => user.Name.Value));
            if (page.Count < ISignInEngine.MostListed) break;
            after = page[^1].Name;
        }

        var next = members.Count > limit ? members[limit - 1] : null;
        return Json.Ok(new MembersAnswer([.. members.Take(limit)], next), AdminJson.Default.MembersAnswer);
    }

    private static Func<HttpContext, Task<IResult>> Change(Administration administration, bool member) =>
        Names.OfUser((http, user) => Names.OfGroup(async (_, _, group) =>
            Answers.NoContent(await administration.Ask(user, new ChangeGroupMembership(group, member), http.RequestAborted)))(http));
}
