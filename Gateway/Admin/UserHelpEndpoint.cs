using System.Globalization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <summary>The life of a pass and how often it serves; members that are absent are the defaults.</summary>
/// <param name="LifetimeMinutes">10 to 43,200 (30 days); 10 when it is absent.</param>
/// <param name="OneTime">False: it opens any number of sessions while it lives. True when it is absent.</param>
public sealed record PassBody(int? LifetimeMinutes = null, bool? OneTime = null);

/// <param name="Pass">The Temporary Access Pass in groups of four: shown this once.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record PassAnswer(string Pass, int ExpiresIn, bool OneTime);

/// <summary>
/// <c>…/users/{user}/pass</c>, <c>/unlock</c>, <c>/methods/{device}</c>, <c>/passkeys/{number}</c>, <c>/recovery-codes</c> and
/// <c>/sign-out-everywhere</c>: what helps a person who is stuck, or robbed.
/// </summary>
internal static class UserHelpEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapPost("/users/{user}/pass", Names.OfUser((http, user) => IssuePass(http, user, administration)))
            .Accepts<PassBody>(isOptional: true, "application/json").Produces<PassAnswer>(201).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("A Temporary Access Pass, for one session of My Security Info or several; it replaces an earlier one.");
        routes.MapPost("/users/{user}/unlock", Names.OfUser((http, user) => Unlock(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("End a lock, and forget wrong numbers and unanswered prompts.");
        routes.MapDelete("/users/{user}/methods/{device}", Names.OfUser((http, user) => RemoveMethod(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Remove a method; its device need not be at hand.");
        routes.MapDelete("/users/{user}/passkeys/{number}", Names.OfUser((http, user) => RemovePasskey(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Remove a passkey; what was signed in with it ends.");
        routes.MapDelete("/users/{user}/recovery-codes", Names.OfUser(async (http, user) =>
                Answers.NoContent(await administration.Ask(user, new RemoveRecoveryCodes(), http.RequestAborted))))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("The user has no recovery codes any more; what was signed in with one ends.");
        routes.MapPost("/users/{user}/sign-out-everywhere", Names.OfUser((http, user) => SignOut(http, user, administration)))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("End everything of the user: sessions, tokens, codes, passes and what waits for an answer. The methods stay.");
    }

    private static async Task<IResult> SignOut(HttpContext http, UserKey user, Administration administration) =>
        Answers.NoContent(await administration.Ask(user, new SignOutEverywhere(null), http.RequestAborted));

    private static async Task<IResult> IssuePass(HttpContext http, UserKey user, Administration administration)
    {
        var (body, refused) = await RequestBody.ReadOptional(http, AdminJson.Default.PassBody, new());
        if (refused is not null) return refused;
        TimeSpan? life = body!.LifetimeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        var issued = await administration.IssuePass(user, http.RequestAborted, life, body.OneTime == false);
        return issued.Match<IResult>(
            pass => Json.Created(
                new PassAnswer(pass.Pass, (int)pass.Life.TotalSeconds, !pass.Reusable), AdminJson.Default.PassAnswer),
            why => Problem.FromRefusal(why, user.Name));
    }

    private static async Task<IResult> Unlock(HttpContext http, UserKey user, Administration administration) =>
        Answers.NoContent(await administration.Ask(user, new UnlockUser(), http.RequestAborted));

    private static async Task<IResult> RemoveMethod(HttpContext http, UserKey user, Administration administration) =>
        DeviceId.TryParse(http.Request.RouteValues["device"] as string, out var device)
            ? Answers.NoContent(await administration.RemoveMethod(user, device, http.RequestAborted))
            : new Problem(HttpErrors.InvalidDeviceId);

    private static async Task<IResult> RemovePasskey(HttpContext http, UserKey user, Administration administration) =>
        long.TryParse(
            http.Request.RouteValues["number"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Answers.NoContent(await administration.Ask(user, new RemovePasskey(number, null), http.RequestAborted))
            : new Problem(HttpErrors.InvalidRequest);
}
