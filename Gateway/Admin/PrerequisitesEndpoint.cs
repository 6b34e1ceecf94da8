using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="MinimumIos">At least 8.0.</param>
/// <param name="MinimumAndroid">At least 6.0.</param>
public record PrerequisitesBody(
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

/// <summary>The answer to a change: as it is now, and what that means for the users (S-25).</summary>
public sealed record PrerequisitesAnswer : PrerequisitesBody
{
    public PrerequisitesAnswer(PrerequisitesBody now, IReadOnlyList<WarningBody> warnings) : base(now) => Warnings = warnings;

    [System.Text.Json.Serialization.JsonPropertyOrder(1)]
    public IReadOnlyList<WarningBody> Warnings { get; }
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
            .Accepts<PrerequisitesBody>("application/json").Produces<PrerequisitesAnswer>().MayWait()
            .ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .TakesQuery(
                "preview", "true: saves nothing, shows the prerequisites as they stand, and the warnings that the change would give.",
                Microsoft.OpenApi.JsonSchemaType.Boolean)
            .WithSummary("Replace the prerequisites whole, and hear what that means for the users.");
    }

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.PrerequisitesBody);
        if (refused is not null) return refused;
        if (body!.ToPrerequisites() is not { } prerequisites) return new Problem(HttpErrors.InvalidRequest);
        if (SettingBounds.Outside(SettingBounds.OfPrerequisites, prerequisites) is { IsEmpty: false } outside)
            return new Problem(RefusalErrors.SettingOutOfRange) { Advice = $"Outside: {string.Join(", ", outside)}." };
        if (Names.Preview(http) is not { } preview) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        if (badKey is not null) return badKey;
        var set = new TenantQuestion.SetPrerequisites(request, prerequisites);
        return (await administration.ChangeForeseen(tenant, set, preview, http.RequestAborted)).Match(
            changed => Answers.Proposed(changed.Tenant, changed.Waits) ?? Json.Ok(
                new PrerequisitesAnswer(PrerequisitesBody.From(changed.Tenant.Prerequisites), PolicyWarnings.OfSettings(changed.Forecast)),
                AdminJson.Default.PrerequisitesAnswer),
            why => Problem.FromRefusal(why));
    }

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion command) =>
        Answers.ForTenant(
            await administration.Ask(tenant, command, http.RequestAborted),
            present => Json.Ok(PrerequisitesBody.From(present.Prerequisites), AdminJson.Default.PrerequisitesBody));
}
