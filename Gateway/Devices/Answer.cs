using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Devices;

/// <param name="Statement">The signed decision, a JWS; its own proof.</param>
/// <param name="Assertion">Of the WebAuthn credential that approves, with the statement's hash as its challenge; absent otherwise.</param>
public sealed record AnswerBody(string Statement, string? Assertion = null);

/// <param name="Outcome"><c>approved</c> or <c>denied</c>.</param>
public sealed record AnswerAnswer(string Outcome);

/// <summary><c>POST /{tenant}/v1/device/answer</c>: S-05 to S-08.</summary>
internal static class Answer
{
    public static void Map(
        IEndpointRouteBuilder routes, Phones phones, ProofGate gate, Telemetry telemetry, IClientNotifications notifications) => routes
        .MapPost("/device/answer", Tenants.In((http, tenant) => Handle(http, tenant, phones, gate, telemetry, notifications)))
        .Accepts<AnswerBody>("application/json").Produces<AnswerAnswer>().ProducesProblems(400, 401, 403, 404, 409, 410, 429, 503)
        .WithSummary("The device's signed decision.");

    private static async Task<IResult> Handle(
        HttpContext http, TenantId tenant, Phones phones, ProofGate gate, Telemetry telemetry, IClientNotifications notifications)
    {
        var (body, refused) = await RequestBody.Read(http, DeviceJson.Default.AnswerBody);
        if (refused is not null) return refused;
        if (gate.Stop(http, () => DecisionStatement.Parse(body!.Statement, out _, out _)?.Device) is { } stopped) return stopped;
        var reply = await phones.Answer(tenant, body!.Statement, body.Assertion, http.RequestAborted);
        if (reply.Answer is null or { OwesNotification: true }) notifications.MayBeDue();   // a wrong number is refused, and ends it too
        return gate.Count(http, reply.Match(
            decided => Say(http, tenant, body.Statement, decided, telemetry),
            why => telemetry.Refused(http, tenant, body.Statement, why)));
    }

    private static IResult Say(HttpContext http, TenantId tenant, string statement, Decided decided, Telemetry telemetry)
    {
        telemetry.Decided(http, tenant, statement, decided.Outcome);
        return Json.Ok(new AnswerAnswer(Words.WordFor(decided.Outcome)), DeviceJson.Default.AnswerAnswer);
    }
}
