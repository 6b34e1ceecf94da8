using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Devices;

/// <param name="Statement">The signed decision, a JWS; its own proof.</param>
public sealed record AnswerBody(string Statement);

/// <param name="Outcome"><c>approved</c> or <c>denied</c>.</param>
public sealed record AnswerAnswer(string Outcome);

/// <summary><c>POST /{tenant}/v1/device/answer</c>: S-05 to S-08.</summary>
internal static class Answer
{
    public static void Map(IEndpointRouteBuilder routes, Phones phones, Telemetry telemetry, IClientNotifications notifications) => routes
        .MapPost("/device/answer", Tenants.In((http, tenant) => Handle(http, tenant, phones, telemetry, notifications)))
        .Accepts<AnswerBody>("application/json").Produces<AnswerAnswer>().ProducesProblems(400, 401, 403, 404, 409, 410, 503)
        .WithSummary("The device's signed decision.");

    private static async Task<IResult> Handle(HttpContext http, TenantId tenant, Phones phones, Telemetry telemetry, IClientNotifications notifications)
    {
        var (body, refused) = await RequestBody.Read(http, DeviceJson.Default.AnswerBody);
        if (refused is not null) return refused;
        var answer = await phones.Answer(tenant, body!.Statement, http.RequestAborted);
        if (answer is UserAnswer.Refused or UserAnswer.Decided { OwesNotice: true }) notifications.MayBeDue();   // a wrong number is refused, and ends it too
        if (telemetry.Answered(http, tenant, body.Statement, answer) is { } problem) return problem;
        return answer is UserAnswer.Decided decided
            ? Json.Ok(new AnswerAnswer(Words.Of(decided.Outcome)), DeviceJson.Default.AnswerAnswer)
            : new Problem(HttpErrors.InternalError);
    }
}
