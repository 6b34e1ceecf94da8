using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <summary>A tenant with everything that is set of it.</summary>
public sealed record TenantBody(
    string Tenant, PolicyAnswer Policy, LegacyPolicyBody LegacyPolicy, PrerequisitesBody Prerequisites, SettingsBody Settings,
    IReadOnlyDictionary<string, DomainBody> Domains)
{
    public static TenantBody From(TenantId name, TenantState.Present tenant) => new(
        name.Value, PolicyAnswer.From(tenant, PolicyWarnings.Of(tenant)), new(tenant.Legacy), PrerequisitesBody.From(tenant.Prerequisites),
        SettingsBody.From(tenant.Settings),
        DomainBody.From(tenant.Domains));
}

/// <param name="Tenants">In order of name.</param>
/// <param name="Next">What to ask for <c>after</c> next; null at the end.</param>
public sealed record TenantsAnswer(
    IReadOnlyList<string> Tenants, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary><c>GET /admin/v1/tenants</c>, <c>PUT</c> and <c>GET /admin/v1/tenants/{tenant}</c>.</summary>
internal static class TenantEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/tenants", (Func<HttpContext, Task<IResult>>)(http => List(http, administration)))
            .Produces<TenantsAnswer>().ProducesProblems(400, 401, 503)
            .TakesQuery("after", "A tenant's name; the page begins behind it.", Microsoft.OpenApi.JsonSchemaType.String)
            .TakesQuery("limit", "1 to 1,000; 100 when it is absent.")
            .WithSummary("The tenants in order of name, a page at a time.");
        routes.MapPut("/tenants/{tenant}", (Func<HttpContext, Task<IResult>>)(http => Create(http, administration)))
            .Produces<TenantBody>().ProducesProblems(400, 401, 429, 503).TakesIdempotencyKey()
            .WithSummary("Create the tenant; one that is there stays as it is.");
        routes.MapGet("/tenants/{tenant}", Tenants.In((http, tenant) => Ask(http, tenant, administration, new TenantQuestion.Read())))
            .Produces<TenantBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The tenant with everything that is set of it.");
    }

    private static async Task<IResult> List(HttpContext http, Administration administration)
    {
        if (Names.Limit(http) is not { } limit) return new Problem(HttpErrors.InvalidRequest);
        var values = http.Request.Query["after"];
        var after = values.Count == 0 ? "" : values[0] ?? "";
        if (values.Count > 1 || (after.Length > 0 && !TenantId.TryParse(after, out _))) return new Problem(AdminErrors.InvalidTenantName);
        var page = await administration.ListTenants(after, limit, http.RequestAborted);
        return Json.Ok(
            new TenantsAnswer([.. page.Select(tenant => tenant.Value)], page.Count == limit ? page[^1].Value : null),
            AdminJson.Default.TenantsAnswer);
    }

    private static async Task<IResult> Create(HttpContext http, Administration administration)
    {
        if (Tenants.FromPath(http) is not { } tenant) return new Problem(AdminErrors.InvalidTenantName);
        var (request, refused) = Names.Request(http);
        return refused ?? await Ask(http, tenant, administration, new TenantQuestion.Create(request));
    }

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion command) =>
        Answers.ForTenant(
            await administration.Ask(tenant, command, http.RequestAborted),
            present => Json.Ok(TenantBody.From(tenant, present), AdminJson.Default.TenantBody));
}
