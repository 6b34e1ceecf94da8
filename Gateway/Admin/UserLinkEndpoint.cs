using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Providers;

namespace Countersign.Gateway.Admin;

/// <param name="Provider">That the user's domain signs in with.</param>
/// <param name="Subject">Its <c>sub</c> for the person: 1 to 255 printable characters of ASCII. It cannot be read again.</param>
public sealed record UserLinkBody(string Provider, string Subject);

/// <summary><c>PUT</c> and <c>DELETE …/users/{user}/link</c>: which person of a provider's the user is (A6).</summary>
internal static class UserLinkEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration)
    {
        routes.MapPut("/users/{user}/link", Names.OfUser((http, user) => Set(http, user, administration)))
            .Accepts<UserLinkBody>("application/json").Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Say which person of its domain's provider the user is; what stood on another link ends.");
        routes.MapDelete("/users/{user}/link", Names.OfUser(async (http, user) =>
                Answers.NoContent(await administration.Ask(user, new UnlinkProvider(), http.RequestAborted))))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("Take the link away; whoever it signed in is signed out.");
    }

    private static async Task<IResult> Set(HttpContext http, UserKey user, Administration administration)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.UserLinkBody);
        if (refused is not null) return refused;
        if (!Provider.IsId(body!.Provider) || ProviderSubject.HashOf(body.Provider, body.Subject) is not { } subject)
            return new Problem(HttpErrors.InvalidRequest);
        return Answers.NoContent(await administration.Ask(user, new LinkProvider(body.Provider, subject), http.RequestAborted));
    }
}
