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
        .TakesQuery("search", "A part of the user name.", Microsoft.OpenApi.JsonSchemaType.String)
        .WithSummary("The tenant's users in order of name, a page at a time.");

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration)
    {
        if (Names.Limit(http) is not { } limit) return new Problem(HttpErrors.InvalidRequest);
        var (after, refused) = Names.After(http);
        if (refused is not null) return refused;
        if (!TrySearch(http, out var part)) return new Problem(HttpErrors.InvalidRequest);
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var (found, next) = await Find(tenant, after, limit, part, administration, http.RequestAborted);
        var users = found.Select(user => new ListedUserBody(user.Name.Value, user.Enabled, user.HasCredential, user.Groups));
        return Json.Ok(new UsersAnswer([.. users], next), AdminJson.Default.UsersAnswer);
    }

    /// <param name="part">Of their names; null: all.</param>
    /// <returns>And behind whom to go on; null at the end.</returns>
    public static Task<(IReadOnlyList<ListedUser> Found, string? Next)> Find(
        TenantId tenant, UserName? after, int limit, string? part, Administration administration, CancellationToken cancel) =>
        part is null
            ? Page(tenant, after, limit, administration, cancel)
            : Search(tenant, after, limit, part, administration, cancel);

    private static async Task<(IReadOnlyList<ListedUser> Found, string? Next)> Page(
        TenantId tenant, UserName? after, int limit, Administration administration, CancellationToken cancel)
    {
        var page = await administration.ListUsers(tenant, after, limit, cancel);
        return (page, page.Count == limit ? page[^1].Name.Value : null);
    }

    private static async Task<(IReadOnlyList<ListedUser> Found, string? Next)> Search(
        TenantId tenant, UserName? after, int limit, string part, Administration administration, CancellationToken cancel)
    {
        List<ListedUser> found = [];
        while (found.Count <= limit)
        {
            var page = await administration.ListUsers(tenant, after, ISignInEngine.MostListed, cancel);
            found.AddRange(page.Where(user => user.Name.Value.Contains(part, StringComparison.Ordinal)));
            if (page.Count < ISignInEngine.MostListed) break;
            after = page[^1].Name;
        }

        return (found.Count > limit ? found[..limit] : found, found.Count > limit ? found[limit - 1].Name.Value : null);
    }

    /// <summary>Part of a user name, in canonical form; null when nothing is searched for.</summary>
    public static bool TrySearch(HttpContext http, out string? part)
    {
        var values = http.Request.Query["search"];
        part = values.Count == 1 && values[0] is { Length: > 0 } typed ? typed.Trim().ToLowerInvariant() : null;
        return values.Count <= 1 && (part is null || part.Length is >= 1 and <= Limits.UserNameLength);
    }
}
