using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin;

/// <param name="UserName">Of a user of the operators' tenant.</param>
/// <param name="Role"><c>owner</c>, <c>policy</c>, <c>help_desk</c>, <c>reader</c> or <c>provisioner</c>.</param>
/// <param name="Tenants">1 to 20 tenants; absent: all, those to come as well.</param>
/// <param name="Tenant">Where the person signs in; absent: the operators' tenant. While it is another one, the role is not served.</param>
public sealed record MakeAdministratorBody(
    string UserName, string Role, IReadOnlyList<string>? Tenants = null, string? Tenant = null);

/// <param name="Tenant">Where the person signs in.</param>
/// <param name="Tenants">Absent: all.</param>
/// <param name="CreatedBy">The actor's name.</param>
public sealed record AdministratorBody(
    string Tenant, string UserName, string Role, IReadOnlyList<string>? Tenants, DateTimeOffset CreatedAt, string CreatedBy);

/// <param name="Administrators">In the order in which they got their role.</param>
public sealed record AdministratorsAnswer(IReadOnlyList<AdministratorBody> Administrators);

/// <summary><c>/admin/v1/administrators</c>: the people who administer (ADM-3).</summary>
/// <param name="operators">Their tenant, where a request names none; null: none is configured.</param>
internal sealed class AdministratorsEndpoint(Administrators administrators, TenantId? operators)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administrators", (Func<HttpContext, Task<IResult>>)List)
            .Produces<AdministratorsAnswer>().ProducesProblems(400, 401, 503)
            .WithSummary("The people who administer.");
        routes.MapPost("/administrators", (Func<HttpContext, Task<IResult>>)Make)
            .Accepts<MakeAdministratorBody>("application/json").Produces<AdministratorBody>(201).ProducesProblems(400, 401, 409, 429, 503)
            .WithSummary("Give a person of the operators' tenant a role; an earlier one ends, with what is signed in under it.");
        routes.MapDelete("/administrators/{administrator}", (Func<HttpContext, Task<IResult>>)Remove)
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Take the person's role, at once and at every gateway.");
    }

    private async Task<IResult> List(HttpContext http) => (await administrators.List(http.RequestAborted)).Match<IResult>(
        are => Json.Ok(
            new AdministratorsAnswer([.. are.Tokens.Administrators.Select(Show)]), AdminJson.Default.AdministratorsAnswer),
        why => Problem.FromRefusal(why));

    private async Task<IResult> Make(HttpContext http)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.MakeAdministratorBody);
        if (refused is not null) return refused;
        if (!UserName.TryParse(body!.UserName, out var user)) return Problem.NoUserName(body.UserName);
        if ((body.Tenant is { } named ? new TenantId(named) : operators) is not { } tenant || AdminRoles.Of(body.Role) is not { } role)
            return Problem.FromRefusal(Refusal.AdministratorRefused);
        var scope = AdminScope.Of(role, body.Tenants);
        return (await administrators.Make(new(tenant, user), scope, Acting.Now!, http.RequestAborted)).Match<IResult>(
            are => Json.Created(Show(are.Tokens.Of(tenant, user)!), AdminJson.Default.AdministratorBody),
            why => Problem.FromRefusal(why, user));
    }

    private async Task<IResult> Remove(HttpContext http)
    {
        var typed = http.Request.RouteValues["administrator"] as string;
        if (!UserName.TryParse(typed?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var user))
            return Problem.NoUserName(typed);
        // Somebody of a tenant that was the operators' once can be removed, too.
        var listed = (await administrators.List(http.RequestAborted)).Answer?.Tokens.Administrators ?? [];
        var found = listed.Where(one => one.User == user).OrderByDescending(one => one.Tenant == operators).FirstOrDefault();
        if (found is null) return Problem.FromRefusal(Refusal.AdministratorNotFound, user);
        return (await administrators.Remove(new(found.Tenant, user), Acting.Now!, http.RequestAborted)).Match<IResult>(
            _ => Results.NoContent(), why => Problem.FromRefusal(why, user));
    }

    private static AdministratorBody Show(Administrator one) => new(
        one.Tenant.Value, one.User.Value, AdminRoles.WordOf(one.Scope.Role),
        one.Scope.Tenants is { } some ? [.. some.Select(tenant => tenant.Value)] : null, one.CreatedAt, one.CreatedBy);
}
