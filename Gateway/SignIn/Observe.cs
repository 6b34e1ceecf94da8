using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <param name="State"><c>pending</c> or how it ended.</param>
/// <param name="Redeemed">Only when approved.</param>
/// <param name="TriesLeft">Only after a wrong number: how many more there may be before phone sign-in is locked.</param>
/// <param name="RetryAfter">Seconds for which it is locked; only when it is.</param>
public sealed record StateAnswer(
    string State, string? Number = null, string? Mode = null, DateTimeOffset? ExpiresAt = null, int? ExpiresIn = null,
    bool? Redeemed = null, int? TriesLeft = null, int? RetryAfter = null);

/// <summary><c>GET /{tenant}/v1/sign-in</c> and its stream of events: S-12, S-14, D-05.</summary>
internal static class Observe
{
    public static void Map(
        IEndpointRouteBuilder routes, SignIns signIns, Transactions transactions, Telemetry telemetry, TimeProvider clock)
    {
        var streams = new TransactionStreams();
        routes.MapGet("/sign-in", Tenants.In((http, tenant) => Poll(http, tenant, signIns, transactions, streams, clock)))
            .Produces<StateAnswer>().ProducesProblems(400, 404, 429, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .TakesQuery("wait", "Seconds to wait for the end, 0 to 30.")
            .WithSummary("How this browser's sign-in stands; waits up to ?wait= seconds for its end.");
        routes
            .MapGet(
                "/sign-in/events",
                Tenants.In((http, tenant) => Stream(http, tenant, signIns, transactions, streams, telemetry, clock)))
            .Produces<StateAnswer>(200, "text/event-stream").ProducesProblems(404, 429, 503).Needs(SecurityScheme.SignIn)
            .TakesName()
            .WithSummary("The same as server-sent events: now, then at the end.");
    }

    private static async Task<IResult> Poll(
        HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions, TransactionStreams streams, TimeProvider clock)
    {
        if (Waits.FromQuery(http) is not { } wait) return new Problem(HttpErrors.InvalidRequest);
        if (transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        using var place = wait > TimeSpan.Zero ? streams.Enter(transaction.Challenge) : null;
        if (place is null && wait > TimeSpan.Zero) return new Problem(HttpErrors.RateLimited, TransactionStreams.Retry);
        var reply = await Waits.Hold(http, wait, (most, cancel) => signIns.Observe(tenant, transaction, most, cancel));
        return reply.Has(out var stands, out var why)
            ? Json.Ok(Describe(stands, clock), SignInJson.Default.StateAnswer)
            : Problem.FromRefusal(why);
    }

    private static async Task<IResult> Stream(
        HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions, TransactionStreams streams, Telemetry telemetry,
        TimeProvider clock)
    {
        if (transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        var cancel = http.RequestAborted;
        var first = await signIns.Observe(tenant, transaction, TimeSpan.Zero, cancel);
        if (!first.Has(out var stands, out var why)) return Problem.FromRefusal(why);

        using var place = streams.Enter(transaction.Challenge);
        if (place is null) return new Problem(HttpErrors.RateLimited, TransactionStreams.Retry);
        using var counted = telemetry.Measures.Browser();
        var events = new ServerSentEvents(http.Response);
        if (!await events.Begin(cancel)) return Results.Empty;
        await events.Send("state", Describe(stands, clock), SignInJson.Default.StateAnswer, cancel);
        while (stands is ChallengePending && !Waits.IsOver(http))
        {
            stands = (await Waits.Hold(
                http, ServerSentEvents.Heartbeat, (most, stop) => signIns.Observe(tenant, transaction, most, stop))).Answer;
            if (stands is ChallengePending) await events.Beat(cancel);
            else if (stands is not null) await events.Send("state", Describe(stands, clock), SignInJson.Default.StateAnswer, cancel);
        }

        return Results.Empty;
    }

    private static StateAnswer Describe(ChallengeProgress progress, TimeProvider clock) => progress.Match<StateAnswer>(
        pending => new("pending", pending.Number, pending.Mode.Meaning().Word, clock.ToStamp(pending.ExpiresAt),
            Seconds.Until(pending.ExpiresAt, clock.GetUtcNow())),
        ended => ended.Outcome == Outcome.Approved
            ? new("approved", Redeemed: ended.Redeemed)
            : new(
                Words.WordFor(ended.Outcome), TriesLeft: ended.TriesLeft,
                RetryAfter: ended.LockedUntil is { } until ? Seconds.Until(until, clock.GetUtcNow()) : null));
}
