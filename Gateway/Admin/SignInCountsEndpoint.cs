using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users.SignInLog;

namespace Countersign.Gateway.Admin;

/// <summary>What the sign-ins of the last days came to.</summary>
/// <param name="From">The first hour that is counted: not before the log is kept.</param>
/// <param name="KeptDays">How long the tenant keeps its log; 0: it has none, and nothing is counted.</param>
/// <param name="IsPart">There is more than is looked at: the oldest is missing.</param>
/// <param name="Hours">In order of time; those in which there were some.</param>
public sealed record SignInCountsAnswer(
    DateTimeOffset From, DateTimeOffset To, int KeptDays, bool IsPart, SignInTallyBody Total, IReadOnlyList<SignInHourBody> Hours)
{
    public static SignInCountsAnswer Of(SignInHours counted, DateTimeOffset from, DateTimeOffset to)
    {
        var kept = SignInHours.BeginOf(to - TimeSpan.FromDays(counted.KeptDays));
        return new(
            from > kept ? from : kept, to, counted.KeptDays, counted.IsPart,
            SignInTallyBody.Of(SignInTally.Sum(counted.Hours.Select(hour => hour.Tally))), [.. counted.Hours.Select(SignInHourBody.Of)]);
    }
}

/// <param name="Time">When the hour began, in UTC.</param>
public sealed record SignInHourBody(DateTimeOffset Time, SignInTallyBody Counts)
{
    public static SignInHourBody Of(SignInHour hour) => new(hour.Begin, SignInTallyBody.Of(hour.Tally));
}

/// <param name="Outcomes">How many ended so, by the outcome of <c>…/sign-ins</c>; those that none had are left out.</param>
/// <param name="FallbackReasons">Of those that fell back, how many for which reason; alike.</param>
/// <param name="Locks">How often phone sign-in was locked.</param>
/// <param name="UnknownNames">Attempts for names that nobody has.</param>
/// <param name="Asked">Sign-ins that the phone was asked about.</param>
/// <param name="Wakeable">Of these, those where a phone could be woken.</param>
/// <param name="WakeableUnanswered">Of these again, those that nobody answered in time.</param>
public sealed record SignInTallyBody(
    IReadOnlyDictionary<string, long> Outcomes, IReadOnlyDictionary<string, long> FallbackReasons, long Locks, long UnknownNames,
    long Asked, long Wakeable, long WakeableUnanswered)
{
    public static SignInTallyBody Of(SignInTally tally) => new(
        Some(SignInWords.Outcomes.Select(row => (row.Word, tally.Of(row.Outcome)))),
        Some(SignInsFilter.Reasons.Select(reason => (Words.WordFor(reason), tally.Of(reason)))), tally.Locks, tally.UnknownNames,
        tally.Asked(), tally.Wakeable, tally.WakeableUnanswered);

    private static Dictionary<string, long> Some(IEnumerable<(string Word, long Count)> counts) =>
        counts.Where(one => one.Count > 0).ToDictionary(one => one.Word, one => one.Count);
}

/// <summary><c>GET …/sign-ins/counts</c>: how many sign-ins came to what, by the hour, without names (ADM-2).</summary>
internal static class SignInCountsEndpoint
{
    public const string Door = "GET /tenants/{tenant}/sign-ins/counts";

    public static void Map(IEndpointRouteBuilder routes, Administration administration, TimeProvider clock) => routes
        .MapGet("/sign-ins/counts", Tenants.In((http, tenant) => Count(http, tenant, administration, clock)))
        .Produces<SignInCountsAnswer>().ProducesProblems(400, 401, 404, 429, 503)
        .TakesQuery("days", "1 to 30: how many days, the current hour the last; 1 when it is absent.")
        .WithSummary("How many sign-ins came to what, by the hour, without names.");

    private static async Task<IResult> Count(HttpContext http, TenantId tenant, Administration administration, TimeProvider clock)
    {
        if (!QueryText.TryDays(http, out var days)) return new Problem(HttpErrors.InvalidRequest) { Advice = QueryText.DaysAdvice };
        if (await administration.Missing(tenant, http.RequestAborted) is { } missing) return Problem.FromRefusal(missing);
        var now = clock.GetUtcNow();
        var from = SignInHours.BeginOf(now, days);
        var counted = await administration.CountSignIns(tenant, from, http.RequestAborted);
        return Json.Ok(SignInCountsAnswer.Of(counted, from, now), AdminJson.Default.SignInCountsAnswer);
    }
}
