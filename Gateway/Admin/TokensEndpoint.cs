using System.Globalization;
using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.AdminTokens;

namespace Countersign.Gateway.Admin;

/// <param name="Name">1 to 64 of a-z, 0-9, '.', '-' and '_'; every change names it.</param>
/// <param name="Role"><c>owner</c>, <c>policy</c>, <c>help_desk</c>, <c>reader</c> or <c>provisioner</c>.</param>
/// <param name="Tenants">1 to 20 tenants; absent: all, those to come as well.</param>
/// <param name="Days">1 to 366; 90 when it is absent.</param>
public sealed record CreateTokenBody(string Name, string Role, IReadOnlyList<string>? Tenants = null, int? Days = null);

/// <param name="Token">The token, shown this once.</param>
public sealed record CreatedTokenAnswer(string Token, string Name, string Role, IReadOnlyList<string>? Tenants, DateTimeOffset EndsAt);

/// <param name="Tenants">Absent: all.</param>
/// <param name="CreatedBy">The actor's name.</param>
/// <param name="LastUsedOn">A day in UTC; null: never used.</param>
/// <param name="Ended">Its time is over: it lets nobody in, and its name can be used again.</param>
public sealed record TokenBody(
    string Name, string Role, IReadOnlyList<string>? Tenants, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset EndsAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastUsedOn, bool Ended);

/// <param name="Tokens">In the order in which they were made; never their secrets.</param>
public sealed record TokensAnswer(IReadOnlyList<TokenBody> Tokens);

/// <summary><c>/admin/v1/tokens</c>: the named tokens of machines (ADM-3).</summary>
internal sealed class TokensEndpoint(AdminAccess access, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tokens", (Func<HttpContext, Task<IResult>>)List)
            .Produces<TokensAnswer>().ProducesProblems(400, 401, 503)
            .WithSummary("The administration tokens of the store, without their secrets.");
        routes.MapPost("/tokens", (Func<HttpContext, Task<IResult>>)Create)
            .Accepts<CreateTokenBody>("application/json").Produces<CreatedTokenAnswer>(201).ProducesProblems(400, 401, 409, 429, 503)
            .WithSummary("Make an administration token; it is shown this once.");
        routes.MapDelete("/tokens/{token}", (Func<HttpContext, Task<IResult>>)Revoke)
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Revoke the token of this name, at once and at every gateway.");
    }

    private async Task<IResult> List(HttpContext http)
    {
        var now = clock.GetUtcNow();
        return (await access.List(http.RequestAborted)).Match<IResult>(
            are => Json.Ok(new TokensAnswer([.. are.Tokens.Tokens.Select(token => Show(token, now))]), AdminJson.Default.TokensAnswer),
            why => Problem.FromRefusal(why));
    }

    private async Task<IResult> Create(HttpContext http)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.CreateTokenBody);
        if (refused is not null) return refused;
        if (AdminRoles.Of(body!.Role) is not { } role) return Problem.FromRefusal(Refusal.AdminTokenRefused);
        var scope = AdminScope.Of(role, body.Tenants);
        return (await access.Create(body.Name, scope, body.Days, Acting.Now!, http.RequestAborted)).Match<IResult>(
            created => Json.Created(
                new CreatedTokenAnswer(created.Text, body.Name, body.Role, body.Tenants, created.Token.EndsAt),
                AdminJson.Default.CreatedTokenAnswer),
            why => Problem.FromRefusal(why));
    }

    private async Task<IResult> Revoke(HttpContext http)
    {
        var name = http.Request.RouteValues["token"] as string ?? "";
        return (await access.Revoke(name, Acting.Now!, http.RequestAborted)).Match<IResult>(
            _ => Results.NoContent(), why => Problem.FromRefusal(why));
    }

    private static TokenBody Show(AdminToken token, DateTimeOffset now) => new(
        token.Name, AdminRoles.WordOf(token.Scope.Role), TenantsOf(token.Scope), token.CreatedAt, token.CreatedBy, token.EndsAt,
        token.LastUsed?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), token.HasEnded(now));

    private static IReadOnlyList<string>? TenantsOf(AdminScope scope) =>
        scope.Tenants is { } some ? [.. some.Select(tenant => tenant.Value)] : null;
}
