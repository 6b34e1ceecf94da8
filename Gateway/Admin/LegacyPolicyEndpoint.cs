using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

public sealed record LegacyPolicyBody(bool Enabled);

/// <summary><c>GET</c> and <c>PUT …/legacy-policy</c>: S-22, S-23.</summary>
internal static class LegacyPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapGet("/legacy-policy", Tenants.In((http, tenant) => Ask(http, tenant, administration, new TenantQuestion.Read())))
            .Produces<LegacyPolicyBody>().ProducesProblems(401, 404, 503)
            .WithSummary("The PowerShell-era policy; it counts until a policy is saved.");
        routes.MapPut("/legacy-policy", Tenants.In((http, tenant) => Set(http, tenant, administration)))
            .Accepts<LegacyPolicyBody>("application/json").Produces<LegacyPolicyBody>().ProducesProblems(400, 401, 404, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Turn the legacy policy on or off.");
    }

    private static async Task<IResult> Set(HttpContext http, TenantId tenant, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.LegacyPolicyBody);
        if (refused is not null) return refused;
        var (request, badKey) = Names.Request(http);
        return badKey ?? await Ask(http, tenant, administration, new TenantQuestion.SetLegacyPolicy(request, body!.Enabled));
    }

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion command) =>
        Answers.ForTenant(
            await administration.Ask(tenant, command, http.RequestAborted),
            present => Json.Ok(new LegacyPolicyBody(present.Legacy), AdminJson.Default.LegacyPolicyBody));
}
