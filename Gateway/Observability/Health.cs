using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;

namespace Countersign.Gateway.Observability;

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>: is the process there, and can it say what is true?</summary>
internal static class Health
{
    private static readonly SecretHash Nobody = new("health");

    public static void Map(IEndpointRouteBuilder routes, ISignInEngine engine, Readiness readiness)
    {
        routes.MapGet("/health/live", _ => Task.FromResult(Results.Text("live\n")))
            .WithSummary("The process answers.").Produces<string>(200, "text/plain");
        routes.MapGet("/health/ready", async Task<IResult> (HttpContext http) =>
        {
            if (readiness.Objection is { } objection) return new Problem(objection);
            await engine.Find(Nobody, http.RequestAborted);   // any read that storage must answer
            return Results.Text("ready\n");
        }).WithSummary("The storage answers and is written, and the clock is right.").Produces<string>(200, "text/plain")
            .ProducesProblems(503);
    }
}
