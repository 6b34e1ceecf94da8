using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Admin;

/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
public sealed record UsersAnswer(
    IReadOnlyList<ListedUserBody> Users, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <param name="PhoneSignIn">Enabled on at least one device.</param>
public sealed record ListedUserBody(string UserName, bool Enabled, bool PhoneSignIn, IReadOnlyList<string> Groups);

/// <summary><c>GET …/users</c>.</summary>
internal static class UsersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration) => routes
        .MapGet("/users", Tenants.In((http, tenant) => List(http, tenant, administration)))
        .Produces<UsersAnswer>().ProducesProblems(400, 401, 404, 503)
        .TakesQuery("after", "A user name; the page begins behind it.", Microsoft.OpenApi.JsonSchemaType.String)
        .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
        .WithSummary("The tenant's users in order of name, a page at a time.");

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration)
    {
        if (Names.Limit(http) is not { } limit) return new Problem(HttpErrors.InvalidRequest);
        var (after, refused) = Names.After(http);
        if (refused is not null) return refused;
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var page = await administration.ListUsers(tenant, after, limit, http.RequestAborted);
        var users = page.Select(user => new ListedUserBody(user.Name.Value, user.Enabled, user.HasCredential, user.Groups));
        return Json.Ok(new UsersAnswer([.. users], page.Count == limit ? page[^1].Name.Value : null), AdminJson.Default.UsersAnswer);
    }
}
