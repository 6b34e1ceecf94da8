using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>
/// SCIM 2.0 (RFC 7643, 7644): another directory brings its people and groups in (docs/scim.md). On the administration listener, behind its
/// gate; whoever comes needs the right to provision.
/// </summary>
internal sealed class ScimEndpoints(Provisioning directory, AdminAccess access, AdminThrottle throttle)
{
    public const string Prefix = "/scim/v2";

    /// <summary>A group or a patch of one with 5,000 members, and a bulk request.</summary>
    private const int MostBytes = ScimBulk.MostBytes;

    /// <param name="gate">Lets administrators in, and nobody else.</param>
    public void Map(IEndpointRouteBuilder routes, AdminGate gate)
    {
        var scim = routes.MapGroup(Prefix + "/{tenant}").Behind(gate).Needs(SecurityScheme.AdminToken)
            .WithMetadata(ScimProblem.Here).WithTags("SCIM");
        Map(scim, "GET", "/ServiceProviderConfig", (call, _) => Task.FromResult(ScimSchemas.Service(call)), "What is served.");
        Map(scim, "GET", "/ResourceTypes", (call, _) => Discovered(ScimSchemas.ResourceTypes(call, null)), "The kinds of resources.");
        Map(scim, "GET", "/ResourceTypes/{id}", (call, id) => Discovered(ScimSchemas.ResourceTypes(call, id)), "One kind of resource.");
        Map(scim, "GET", "/Schemas", (call, _) => Discovered(ScimSchemas.Schemas(call, null)), "The schemas of the resources.");
        Map(scim, "GET", "/Schemas/{id}", (call, id) => Discovered(ScimSchemas.Schemas(call, id)), "One schema.");

        Listed(Map(scim, "GET", "/Users", (call, _) => Asked(call, true, query => ScimUsers.List(call, query)), "Users, by a filter."));
        Map(
            scim, "POST", "/Users",
            (call, _) => Sent(call, ScimJson.User, ScimUsers.Create, RequestBody.MaximumBytes), "Create a user.");
        Shown(Map(
            scim, "GET", "/Users/{id}", (call, id) => Asked(call, false, query => ScimUsers.Show(call, id, query)), "One user."));
        Map(
            scim, "PUT", "/Users/{id}",
            (call, id) => Sent(
                call, ScimJson.User, (now, body) => ScimUsers.Replace(now, id, body, Seen(now)), RequestBody.MaximumBytes),
            "Replace a user.");
        Map(
            scim, "PATCH", "/Users/{id}",
            (call, id) => Sent(
                call, ScimJson.Patch, (now, body) => ScimUsers.Patch(now, id, body, Seen(now)), RequestBody.MaximumBytes),
            "Change a user.");
        Map(scim, "DELETE", "/Users/{id}", (call, id) => ScimUsers.Remove(call, id, Seen(call)), "Remove a user.");

        Listed(Map(scim, "GET", "/Groups", (call, _) => Asked(call, true, query => ScimGroups.List(call, query)), "Groups, by a filter."));
        Map(scim, "POST", "/Groups", (call, _) => Sent(call, ScimJson.Group, ScimGroups.Create), "Name a group.");
        Shown(Map(
            scim, "GET", "/Groups/{id}", (call, id) => Asked(call, false, query => ScimGroups.Show(call, id, query)), "One group."));
        Map(
            scim, "PUT", "/Groups/{id}",
            (call, id) => Sent(call, ScimJson.Group, (now, body) => ScimGroups.Replace(now, id, body, Seen(now))), "Replace a group.");
        Map(
            scim, "PATCH", "/Groups/{id}",
            (call, id) => Sent(call, ScimJson.Patch, (now, body) => ScimGroups.Patch(now, id, body, Seen(now))),
            "Change a group, or its members.");
        Map(scim, "DELETE", "/Groups/{id}", (call, id) => ScimGroups.Remove(call, id, Seen(call)), "Remove a group; its members stay.");
        Map(
            scim, "POST", "/Bulk", (call, _) => Sent(call, ScimJson.BulkRequest, ScimBulk.Run),
            "Many operations in one request.");
    }

    private RouteHandlerBuilder Map(
        IEndpointRouteBuilder routes, string method, string path, Func<ScimCall, string, Task<IResult>> handle, string summary) =>
        routes.MapMethods(path, [method], Tenants.In(async (http, tenant) =>
            await handle(await Called(http, tenant), http.Request.RouteValues["id"] as string ?? "")))
            .Produces(method switch { "POST" when path != "/Bulk" => 201, "DELETE" => 204, _ => 200 })
            .WithSummary(summary);

    private static void Shown(RouteHandlerBuilder route) => route
        .TakesQuery("attributes", "Names of the attributes to be shown, with commas between.", JsonSchemaType.String)
        .TakesQuery("excludedAttributes", "Names of the attributes not to be shown.", JsonSchemaType.String);

    private static void Listed(RouteHandlerBuilder route)
    {
        Shown(route);
        route.TakesQuery("filter", "As RFC 7644 3.4.2.2 has it.", JsonSchemaType.String)
            .TakesQuery("startIndex", "From 1; 1 when it is absent.")
            .TakesQuery("count", "0 to 1,000; 100 when it is absent.");
    }

    private static async Task<IResult> Asked(ScimCall call, bool isList, Func<ScimQuery, Task<IResult>> answer)
    {
        var (query, refused) = ScimQuery.Of(call.Http, isList);
        return refused ?? await answer(query!);
    }

    /// <summary>Whom the request may not touch is looked up when its body is there, which may be long after its head (T31).</summary>
    private async Task<IResult> Sent(
        ScimCall call, string schema, Func<ScimCall, ScimObject, Task<IResult>> answer, int maximum = MostBytes)
    {
        var (body, refused) = await ScimJson.Read(call.Http, maximum, schema);
        return refused ?? await answer(await Called(call.Http, call.Tenant), body!);
    }

    private async ValueTask<ScimCall> Called(HttpContext http, TenantId tenant) => new(
        http, tenant, directory, throttle, access, await access.Beyond(tenant, AdminHolder.Of(http).Scope, http.RequestAborted));

    private static Task<IResult> Discovered(IResult? found) => Task.FromResult(found ?? new Problem(HttpErrors.NoSuchAddress));

    private static IReadOnlyList<long>? Seen(ScimCall call) =>
        call.Http.Request.Headers.IfMatch is { Count: > 0 } tags ? ScimCall.Seen(tags.ToString()) : null;
}
