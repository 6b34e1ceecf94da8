using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="MinimumIos">At least 8.0.</param>
/// <param name="MinimumAndroid">At least 6.0.</param>
public sealed record PrerequisitesBody(
    bool PushAllowed, bool CombinedRegistration, string MinimumIos, string MinimumAndroid, string MinimumApp)
{
    public static PrerequisitesBody From(Prerequisites set) => new(
        set.PushAllowed, set.CombinedRegistration, set.MinimumIos.ToString(), set.MinimumAndroid.ToString(), set.MinimumApp.ToString());

    /// <summary>Null when a version is none.</summary>
    public Prerequisites? ToPrerequisites() =>
        AppReport.TryParseVersion(MinimumIos, out var ios)
        && AppReport.TryParseVersion(MinimumAndroid, out var android)
        && AppReport.TryParseVersion(MinimumApp, out var app)
            ? new(PushAllowed, CombinedRegistration, ios, android, app)
            : null;
}

/// <summary><c>GET</c> and <c>PUT …/prerequisites</c>: S-15 to S-18.</summary>
internal static class PrerequisitesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/prerequisites", Tenants.In((http, tenant) => Ask(http, tenant, administration, new TenantQuestion.Read())))
            .Produces<PrerequisitesBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("What must hold before the method can be registered or used.");
        routes.MapPut("/prerequisites", Tenants.In((http, tenant) => Set(http, tenant, administration)))
            .Accepts<PrerequisitesBody>("application/json").Produces<PrerequisitesBody>().ProducesProblems(400, 401, 404, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Replace the prerequisites whole.");
    }

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.PrerequisitesBody);
        if (refused is not null) return refused;
        if (body!.ToPrerequisites() is not { } prerequisites) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        return badKey ?? await Ask(http, tenant, administration, new TenantQuestion.SetPrerequisites(request, prerequisites));
    }

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion command) =>
        Answers.ForTenant(
            await administration.Ask(tenant, command, http.RequestAborted),
            present => Json.Ok(PrerequisitesBody.From(present.Prerequisites), AdminJson.Default.PrerequisitesBody));
}
