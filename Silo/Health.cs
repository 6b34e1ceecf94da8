using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Countersign.Silo;

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>: is the process there, and can it be asked?</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live\n"));
        routes.MapGet("/health/ready", async Task<IResult> (SiloReadiness readiness, CancellationToken cancel) =>
            await readiness.Objection(cancel) is { } objection
                ? Results.Text(objection + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready\n"));
    }
}
