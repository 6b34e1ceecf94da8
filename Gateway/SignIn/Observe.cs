using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <param name="State"><c>pending</c> or how it ended.</param>
/// <param name="Redeemed">Only when approved.</param>
public sealed record StateAnswer(
    string State, string? Number = null, string? Mode = null, DateTimeOffset? ExpiresAt = null, int? ExpiresIn = null,
    bool? Redeemed = null);

/// <summary><c>GET /{tenant}/v1/sign-in</c> and its stream of events: S-12, S-14, D-05.</summary>
internal static class Observe
{
    public static void Map(IEndpointRouteBuilder routes, SignIns signIns, Telemetry telemetry, TimeProvider clock)
    {
        routes.MapGet("/sign-in", Tenants.In((http, tenant) => Poll(http, tenant, signIns, clock)))
            .Produces<StateAnswer>().ProducesProblems(400, 404, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .TakesQuery("wait", "Seconds to wait for the end, 0 to 30.")
            .WithSummary("How this browser's sign-in stands; waits up to ?wait= seconds for its end.");
        routes.MapGet("/sign-in/events", Tenants.In((http, tenant) => Stream(http, tenant, signIns, telemetry, clock)))
            .Produces<StateAnswer>(200, "text/event-stream").ProducesProblems(404, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .WithSummary("The same as server-sent events: now, then at the end.");
    }

    private static async Task<IResult> Poll(HttpContext http, TenantId tenant, SignIns signIns, TimeProvider clock)
    {
        if (Waits.FromQuery(http) is not { } wait) return new Problem(HttpErrors.InvalidRequest);
        if (Transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        var reply = await signIns.Observe(tenant, transaction, wait, http.RequestAborted);
        return reply.Has(out var stands, out var why)
            ? Json.Ok(Describe(stands, clock.GetUtcNow()), SignInJson.Default.StateAnswer)
            : Problem.FromRefusal(why);
    }

    private static async Task<IResult> Stream(HttpContext http, TenantId tenant, SignIns signIns, Telemetry telemetry, TimeProvider clock)
    {
        if (Transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        var cancel = http.RequestAborted;
        var first = await signIns.Observe(tenant, transaction, TimeSpan.Zero, cancel);
        if (!first.Has(out var stands, out var why)) return Problem.FromRefusal(why);

        using var counted = telemetry.Measures.Browser();
        var events = new ServerSentEvents(http.Response);
        if (!await events.Begin(cancel)) return Results.Empty;
        await events.Send("state", Describe(stands, clock.GetUtcNow()), SignInJson.Default.StateAnswer, cancel);
        while (stands is ChallengePending)
        {
            stands = (await signIns.Observe(tenant, transaction, ServerSentEvents.Heartbeat, cancel)).Answer;
            if (stands is ChallengePending) await events.Beat(cancel);
            else if (stands is not null) await events.Send("state", Describe(stands, clock.GetUtcNow()), SignInJson.Default.StateAnswer,
                cancel);
        }

        return Results.Empty;
    }

    private static StateAnswer Describe(ChallengeProgress progress, DateTimeOffset now) => progress.Match<StateAnswer>(
        pending => new("pending", pending.Number, pending.Mode.Meaning().Word, pending.ExpiresAt, Seconds.Until(pending.ExpiresAt, now)),
        ended => ended.Outcome == Outcome.Approved ? new("approved", Redeemed: ended.Redeemed) : new(Words.WordFor(ended.Outcome)));
}
