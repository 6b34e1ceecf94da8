using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

public sealed record LegacyPolicyBody(bool Enabled);

/// <param name="Forecast">What the change means for the users.</param>
public sealed record LegacyPolicyAnswer(bool Enabled, IReadOnlyList<WarningBody> Warnings, ForecastBody Forecast);

/// <summary><c>GET</c> and <c>PUT …/legacy-policy</c>: S-22, S-23.</summary>
internal static class LegacyPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/legacy-policy", Tenants.In((http, tenant) => Ask(http, tenant, administration, new TenantQuestion.Read())))
            .Produces<LegacyPolicyBody>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The PowerShell-era policy; it counts until a policy is saved.");
        routes.MapPut("/legacy-policy", Tenants.In((http, tenant) => Set(http, tenant, administration)))
            .Accepts<LegacyPolicyBody>("application/json").Produces<LegacyPolicyAnswer>().MayWait()
            .ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .TakesQuery(
                "preview", "true: saves nothing, shows the legacy policy as it stands, and the warnings that the change would give.",
                Microsoft.OpenApi.JsonSchemaType.Boolean)
            .WithSummary("Turn the legacy policy on or off, and hear what that means for the users.");
    }

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.LegacyPolicyBody);
        if (refused is not null) return refused;
        if (Names.Preview(http) is not { } preview) return new Problem(HttpErrors.InvalidRequest);
        var (request, badKey) = Names.Request(http);
        if (badKey is not null) return badKey;
        var set = new TenantQuestion.SetLegacyPolicy(request, body!.Enabled);
        return (await administration.ChangeForeseen(tenant, set, preview, http.RequestAborted)).Match(
            changed => Answers.Proposed(changed.Tenant, changed.Waits) ?? Json.Ok(
                new LegacyPolicyAnswer(
                    changed.Tenant.Legacy, PolicyWarnings.Of(changed.Forecast, null), ForecastBody.From(changed.Forecast)),
                AdminJson.Default.LegacyPolicyAnswer),
            why => Problem.FromRefusal(why));
    }

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion command) =>
        Answers.ForTenant(
            await administration.Ask(tenant, command, http.RequestAborted),
            present => Json.Ok(new LegacyPolicyBody(present.Legacy), AdminJson.Default.LegacyPolicyBody));
}
