using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <param name="UserCode">4 to 64 printable characters of ASCII. It cannot be read again.</param>
public sealed record UserCodeBody(string UserCode);

/// <summary>
/// <c>PUT</c> and <c>DELETE …/users/{user}/user-code</c>: what a client must send to ask the user on the backchannel (C15).
/// </summary>
internal static class UserCodeEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration, UserCodes codes)
    {
        routes.MapPut("/users/{user}/user-code", Names.OfUser((http, user) => Set(http, user, administration, codes)))
            .Accepts<UserCodeBody>("application/json").Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Set the user's code for applications that ask elsewhere.");
        routes.MapDelete("/users/{user}/user-code", Names.OfUser(async (http, user) =>
                Answers.NoContent(await administration.Ask(user, new SetUserCode(null), http.RequestAborted))))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("The user has no user code any more.");
    }

    private static async Task<IResult> Set(HttpContext http, UserKey user, Administration administration, UserCodes codes)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.UserCodeBody);
        if (refused is not null) return refused;
        return UserCodes.IsCode(body!.UserCode)
            ? Answers.NoContent(await administration.Ask(user, new SetUserCode(codes.Hash(user, body.UserCode)), http.RequestAborted))
            : new Problem(AdminErrors.InvalidUserCode);
    }
}
