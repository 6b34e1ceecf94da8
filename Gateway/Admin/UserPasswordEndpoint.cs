using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Admin;

/// <param name="Password">8 to 256 characters; absent: one is drawn.</param>
public sealed record OneTimePasswordBody(string? Password = null);

/// <param name="Password">Shown this once. It is good for choosing another.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record OneTimePasswordAnswer(string Password, int ExpiresIn);

/// <summary><c>POST</c> and <c>DELETE …/users/{user}/password</c>: a password that its owner must change.</summary>
internal sealed class UserPasswordEndpoint(Administration administration, PasswordTools passwords)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users/{user}/password", Names.OfUser(Set))
            .Accepts<OneTimePasswordBody>(isOptional: true, "application/json").Produces<OneTimePasswordAnswer>(201)
            .ProducesProblems(400, 401, 404, 409, 429, 503)
            .WithSummary("A password for the user to choose another with, within seven days; the one before is good no more.");
        routes.MapDelete("/users/{user}/password", Names.OfUser(async (http, user) =>
                Answers.NoContent(await administration.Ask(user, new RemovePassword(), http.RequestAborted))))
            .Produces(204).ProducesProblems(400, 401, 404, 429, 503)
            .WithSummary("The user has no password any more; what was signed in with it ends.");
    }

    private async Task<IResult> Set(HttpContext http, UserKey user)
    {
        var (body, refused) = await RequestBody.ReadOptional(http, AdminJson.Default.OneTimePasswordBody, new());
        if (refused is not null) return refused;
        var password = body!.Password ?? PassText.Show(RandomValues.Pass());
        var (canonical, unfit) = passwords.Choice.Judge(user, password);
        if (canonical is null) return new Problem(unfit!) { About = user.Name };
        if (passwords.Hashes.Hash(user.Tenant, canonical) is not { } hashed) return new Problem(PasswordErrors.Unavailable);
        return (await administration.Ask(user, new SetPassword(await hashed, null), http.RequestAborted)).Match<IResult>(
            _ => Json.Created(
                new OneTimePasswordAnswer(password, (int)Limits.OneTimePasswordLife.TotalSeconds),
                AdminJson.Default.OneTimePasswordAnswer),
            why => Problem.FromRefusal(why, user.Name));
    }
}
