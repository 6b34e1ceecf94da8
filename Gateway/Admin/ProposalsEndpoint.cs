using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Admin;

/// <param name="Proposal">Its number.</param>
/// <param name="Part">What it sets, by its address below the tenant's.</param>
/// <param name="AskedBy">The person's user name, or the token's name.</param>
/// <param name="Overtaken">What it would change has been changed since: nobody can agree to it any more.</param>
/// <param name="Differences">What would change of what is set now; none: nothing would.</param>
public sealed record ProposalBody(
    long Proposal, string Part, string AskedBy, string? Source, string? Reason, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt,
    bool Overtaken, IReadOnlyList<DifferenceBody> Differences)
{
    public static ProposalBody From(TenantState.Present tenant, Proposal proposal) => new(
        proposal.Number, proposal.Change.Part, proposal.By, proposal.Source, proposal.Reason, proposal.At, proposal.EndsAt,
        proposal.IsOvertaken,
        // By another request than its own: asked again, that would change nothing.
        TenantRules.Foresee(tenant, proposal.Change.Ask(new("foreseen"))) is TenantAnswer.Is after
            ? Difference.Of(tenant, after.Tenant, proposal.Change)
            : []);
}

/// <param name="Proposals">The oldest first.</param>
public sealed record ProposalsAnswer(IReadOnlyList<ProposalBody> Proposals);

/// <summary><c>…/proposals</c>: changes that wait for a second person (T31).</summary>
internal static class ProposalsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration, TimeProvider clock)
    {
        routes.MapGet("/proposals", Tenants.In((http, tenant) => List(http, tenant, administration, clock)))
            .Produces<ProposalsAnswer>().ProducesProblems(400, 401, 404, 503)
            .WithSummary("The changes that wait for a second person, and what each would change.");
        routes.MapPost("/proposals/{proposal}/agree", Of((http, tenant, number, request) => Ask(
                http, tenant, administration, new TenantQuestion.Agree(request, number))))
            .Produces(204).ProducesProblems(400, 401, 404, 409, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Agree, as a second person: the change is made as it was asked for.");
        routes.MapPost("/proposals/{proposal}/decline", Of((http, tenant, number, request) => Ask(
                http, tenant, administration, new TenantQuestion.Decline(request, number))))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .TakesIdempotencyKey()
            .WithSummary("Decline, or take back: the change is not made.");
    }

    private static async Task<IResult> List(HttpContext http, TenantId tenant, Administration administration, TimeProvider clock) =>
        Answers.ForTenant(
            await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted),
            present => Json.Ok(
                new ProposalsAnswer([.. present.Waiting(clock.GetUtcNow()).Select(one => ProposalBody.From(present, one))]),
                AdminJson.Default.ProposalsAnswer));

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Administration administration, TenantQuestion question) =>
        Answers.ForTenant(await administration.Ask(tenant, question, http.RequestAborted), _ => Results.NoContent());

    /// <summary>Runs the endpoint for the proposal its path names; what is no number is none's.</summary>
    private static Func<HttpContext, Task<IResult>> Of(Func<HttpContext, TenantId, long, RequestId, Task<IResult>> handle) =>
        Tenants.In((http, tenant) =>
        {
            if (!WholeNumber.TryParse(http.Request.RouteValues["proposal"] as string, out var number))
                return Task.FromResult(Problem.FromRefusal(Refusal.ProposalNotFound) as IResult);
            var (request, badKey) = Names.Request(http);
            return badKey is null ? handle(http, tenant, number, request) : Task.FromResult<IResult>(badKey);
        });
}
