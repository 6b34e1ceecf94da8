using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <summary><c>POST …/sign-in/cancel</c> and <c>…/use-password</c>: the two ways out of a pending sign-in (S-26, S-42).</summary>
internal static class Leave
{
    public static void Map(
        IEndpointRouteBuilder routes, SignIns signIns, Transactions transactions, ProviderTickets tickets, Telemetry telemetry,
        TimeProvider clock)
    {
        routes.MapPost("/sign-in/cancel", Tenants.In((http, tenant) => Cancel(http, tenant, signIns, transactions)))
            .Produces(204).ProducesProblems(404, 409, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .WithSummary("End this browser's pending sign-in.");
        routes
            .MapPost(
                "/sign-in/use-password",
                Tenants.In((http, tenant) => UsePassword(http, tenant, signIns, transactions, tickets, telemetry, clock)))
            .Produces<StartAnswer>().ProducesProblems(403, 404, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .WithSummary("Use your password instead: where to go.");
    }

    private static async Task<IResult> Cancel(HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions)
    {
        if (transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        return Answers.NoContent(await signIns.Cancel(tenant, transaction, http.RequestAborted));
    }

    private static async Task<IResult> UsePassword(
        HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions, ProviderTickets tickets, Telemetry telemetry,
        TimeProvider clock)
    {
        if (transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        var view = await signIns.View(tenant, transaction, http.RequestAborted);
        var reply = await signIns.UsePassword(tenant, transaction, http.RequestAborted);
        if (!reply.Has(out var fallBack, out var why)) return Problem.FromRefusal(why);
        telemetry.FellBack(http, null, fallBack.Reason);
        return FallBack.ToResult(
            view.User is { } user ? tickets.LeadFromAnywhere(tenant, user, fallBack, BrowserContext.WebClient) : fallBack,
            clock.GetUtcNow());
    }
}
