using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.SignIn;

/// <param name="Ticket">The <c>ticket</c> in the query of the <c>url</c> that the start answered with.</param>
/// <param name="Password">As it was typed.</param>
public sealed record PasswordBody(string Ticket, string Password);

/// <summary><c>POST /{tenant}/v1/sign-in/password</c>: a password, for front ends that draw the field themselves (S-45).</summary>
internal static class Password
{
    public static void Map(IEndpointRouteBuilder routes, ProviderTickets tickets, SecretDoor door, TimeProvider clock) => routes
        .MapPost("/sign-in/password", Tenants.In((http, tenant) => Take(http, tenant, tickets, door, clock)))
        .Accepts<PasswordBody>("application/json").Produces<RedeemAnswer>().ProducesProblems(400, 401, 403, 404, 429, 503)
        .WithSummary("Sign in with a password, after a start that fell back to one.");

    private static async Task<IResult> Take(
        HttpContext http, TenantId tenant, ProviderTickets tickets, SecretDoor door, TimeProvider clock)
    {
        var (body, refused) = await RequestBody.Read(http, SignInJson.Default.PasswordBody);
        if (refused is not null) return refused;
        // A ticket of an application's request is taken at its page alone, which leads back to the application.
        if (tickets.Open(tenant, body!.Ticket) is not { } ticket || ticket.Purpose != Transaction.PurposeOf(tenant, null))
            return new Problem(PasswordErrors.LinkOver);
        var entered = await door.WithPassword(http, tenant, ticket, 0, body.Password);
        if (entered.SignedIn is not { Result: var result })
            return entered.Refused ?? Problem.FromRefusal(Refusal.PasswordMustChange, ticket.User);
        return Json.Ok(
            new RedeemAnswer(
                result.User.Value, result.How.AuthenticationMethods, result.How.AuthenticationContext,
                result.AuthenticatedAt.ToUnixTimeSeconds(), ticket.Client, [],
                (int)(result.SessionExpiresAt - clock.GetUtcNow()).TotalSeconds),
            SignInJson.Default.RedeemAnswer);
    }
}
