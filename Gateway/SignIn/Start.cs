using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SignIn;

/// <param name="Application">
/// What the front end calls itself. Anybody can say anything here, so the phone shows it as the front end's own words (T38), not as a name.
/// </param>
/// <param name="Place">Accepted and without effect: where a sign-in comes from is for the service to say.</param>
/// <param name="LoginHint">Accepted and without effect: with a credential the phone is always asked first (S-40, S-41).</param>
/// <param name="DomainHint">The same.</param>
public sealed record StartBody(
    string UserName, string? Application = null, string? Place = null, string? LoginHint = null, string? DomainHint = null);

/// <param name="Result"><c>number</c>, <c>federate</c> or <c>password</c>.</param>
public sealed record StartAnswer(
    string Result, string? Number = null, string? Mode = null, DateTimeOffset? ExpiresAt = null, int? ExpiresIn = null,
    string? Url = null, string? Reason = null, int? RetryAfter = null);

/// <summary><c>POST /{tenant}/v1/sign-in</c>: S-01, S-02, D-08.</summary>
internal static class Start
{
    public static void Map(
        IEndpointRouteBuilder routes, SignIns signIns, Transactions transactions, BrowserContext browsers, StartGate gate,
        ProviderTickets tickets, Telemetry telemetry, TimeProvider clock) => routes
        .MapPost(
            "/sign-in",
            Tenants.In((http, tenant) => Handle(http, tenant, signIns, transactions, browsers, gate, tickets, telemetry, clock)))
        .Accepts<StartBody>("application/json").Produces<StartAnswer>().ProducesProblems(400, 403, 404, 429, 503).TakesIdempotencyKey()
        .TakesName()
        .WithSummary("Begin a sign-in: a number to show, or in the same answer where to go instead.");

    private static async Task<IResult> Handle(
        HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions, BrowserContext browsers, StartGate gate,
        ProviderTickets tickets,
        Telemetry telemetry, TimeProvider clock)
    {
        var (body, refused) = await RequestBody.Read(http, SignInJson.Default.StartBody);
        if (refused is not null) return refused;
        if (!UserName.TryParse(body!.UserName, out var user)) return Problem.NoUserName(body.UserName);
        if (!IsHint(body.LoginHint) || !IsHint(body.DomainHint)) return new Problem(HttpErrors.InvalidRequest);
        if (!DisplayText.TryRead(body.Application, out var words) || !DisplayText.TryRead(body.Place, out _))
            return new Problem(HttpErrors.InvalidDisplayText);
        var (request, badKey) = RequestBody.IdempotencyKey(http);
        if (badKey is not null) return badKey;
        var name = http.Request.Query["t"];
        if (name.Count > 1 || (name.Count == 1 && !Transaction.IsName(name[0]))) return new Problem(HttpErrors.InvalidRequest);
        var (initiator, toWait) = await gate.Admit(http, tenant, user);
        if (toWait is { } wait) return new Problem(HttpErrors.RateLimited, wait, "throttled") { About = user };

        var context = browsers.Of(http, application: "", message: words);
        var start = new SignInStart(
            tenant, user, request, transactions.Asked(http, tenant), BrowserContext.WebClient, context, transactions.Held(http, tenant),
            initiator, HasOneSecret: true);
        var started = await signIns.Start(start, http.RequestAborted);
        telemetry.Started(http, new UserKey(tenant, user), started.Reply);
        gate.Started(http, new UserKey(tenant, user), initiator, started.Reply.Answer);
        var now = clock.GetUtcNow();
        if (started is { Reply.Answer: Prompted prompted, Transaction: { } begun })
            await transactions.Begin(http, tenant, Named(tenant, begun, name.SingleOrDefault(), now), prompted.ExpiresAt - now, signIns);
        return Answer(tenant, user, started, tickets, clock);
    }

    private static IResult Answer(
        TenantId tenant, UserName user, SignInStarted started, ProviderTickets tickets, TimeProvider clock) =>
        started.Reply.Has(out var answer, out var why)
            ? answer.Match(
                prompted => Show(prompted, clock),
                fallBack => FallBack.ToResult(
                    tickets.LeadFromAnywhere(tenant, user, fallBack, BrowserContext.WebClient), clock.GetUtcNow()),
                throttled => new Problem(HttpErrors.Throttled, throttled.RetryAt - clock.GetUtcNow(), "throttled") { About = user })
            : Problem.FromRefusal(why);

    private static IResult Show(Prompted prompted, TimeProvider clock) =>
        Json.Ok(Describe(prompted, clock), SignInJson.Default.StartAnswer);

    internal static StartAnswer Describe(Prompted prompted, TimeProvider clock) => new(
        "number", prompted.Number, prompted.Mode.Meaning().Word, clock.ToStamp(prompted.ExpiresAt),
        Seconds.Until(prompted.ExpiresAt, clock.GetUtcNow()));

    /// <summary>A front end's own: begun for nobody's request.</summary>
    private static Transaction Named(TenantId tenant, BrowserTransaction begun, string? name, DateTimeOffset now) => name is null
        ? new(begun)
        : new(begun, name, tenant, Transaction.PurposeOf(tenant, null), now.ToUnixTimeMilliseconds());

    /// <summary>T20: without effect, but what no name could be is not passed over.</summary>
    private static bool IsHint(string? hint) => DisplayText.TryRead(hint, out _, Limits.TypedUserNameLength);
}
