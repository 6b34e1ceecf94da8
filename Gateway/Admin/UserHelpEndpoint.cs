using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <param name="Pass">The Temporary Access Pass: shown this once.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record PassAnswer(string Pass, int ExpiresIn);

/// <summary><c>…/users/{user}/pass</c>, <c>/unlock</c> and <c>/methods/{device}</c>: what helps a person who is stuck.</summary>
internal static class UserHelpEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapPost("/users/{user}/pass", Names.OfUser((http, user) => IssuePass(http, user, administration)))
            .Produces<PassAnswer>(201).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("A Temporary Access Pass, for one session of My Security Info; it replaces an earlier one.");
        routes.MapPost("/users/{user}/unlock", Names.OfUser((http, user) => Unlock(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("End a lock, and forget wrong numbers and unanswered prompts.");
        routes.MapDelete("/users/{user}/methods/{device}", Names.OfUser((http, user) => RemoveMethod(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Remove a method; its device need not be at hand.");
    }

    private static async Task<IResult> IssuePass(HttpContext http, UserKey user, Administration administration)
    {
        var issued = await administration.IssuePass(user, http.RequestAborted);
        if (issued.Answer is UserAnswer.Refused { Why: var why }) return Problem.FromRefusal(why, user.Name);
        return issued.Pass is { } pass
            ? Json.Created(new PassAnswer(pass, (int)Limits.PassLife.TotalSeconds), AdminJson.Default.PassAnswer)
            : new Problem(HttpErrors.InternalError);
    }

    private static async Task<IResult> Unlock(HttpContext http, UserKey user, Administration administration) =>
        Answers.NoContent(await administration.Ask(user, new UserCommand.Unlock(), http.RequestAborted));

    private static async Task<IResult> RemoveMethod(HttpContext http, UserKey user, Administration administration) =>
        DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device)
            ? Answers.NoContent(await administration.RemoveMethod(user, device, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDeviceId);
}
