using Countersign.Engine;
using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;

namespace Countersign.Gateway.SignIn;

/// <param name="Amr">RFC 8176.</param>
/// <param name="AuthTime">Seconds since 1970: when it was approved.</param>
/// <param name="Bypassed">S-43.</param>
public sealed record RedeemAnswer(
    string UserName, IReadOnlyList<string> Amr, string Acr, long AuthTime, string Client, IReadOnlyList<string> Bypassed,
    int SessionExpiresIn);

/// <summary><c>POST /{tenant}/v1/sign-in/redeem</c>: the result, once, to the browser that began it (I5, I6).</summary>
internal static class Redeem
{
    public static void Map(
        IEndpointRouteBuilder routes, SignIns signIns, Transactions transactions, StartGate gate, Telemetry telemetry,
        TimeProvider clock) => routes
        .MapPost("/sign-in/redeem", Tenants.In((http, tenant) => Handle(http, tenant, signIns, transactions, gate, telemetry, clock)))
        .Produces<RedeemAnswer>().ProducesProblems(400, 403, 404, 409, 410, 503).Needs(SecurityScheme.SignIn).TakesIdempotencyKey()
        .TakesName()
        .WithSummary("Collect the result of an approved sign-in.");

    private static async Task<IResult> Handle(
        HttpContext http, TenantId tenant, SignIns signIns, Transactions transactions, StartGate gate, Telemetry telemetry,
        TimeProvider clock)
    {
        if (transactions.Asked(http, tenant) is not { } transaction) return Problem.FromRefusal(Refusal.ChallengeNotFound);
        var (request, refused) = RequestBody.IdempotencyKey(http);
        if (refused is not null) return refused;
        var redeemed = await signIns.Redeem(tenant, transaction, request, http.RequestAborted);
        var now = clock.GetUtcNow();
        if (!redeemed.Has(out var collected, out var why)) return Problem.FromRefusal(why);
        var signedIn = collected.Result;
        BrowserSession.Begin(http, tenant, collected, gate, telemetry, now);
        return Json.Ok(
            new RedeemAnswer(
                signedIn.User.Value, signedIn.AuthenticationMethods, signedIn.AuthenticationContext,
                signedIn.AuthenticatedAt.ToUnixTimeSeconds(), signedIn.Client, signedIn.Bypassed,
                (int)(signedIn.SessionExpiresAt - now).TotalSeconds),
            SignInJson.Default.RedeemAnswer);
    }
}
