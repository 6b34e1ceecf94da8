using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Passwords;
using Countersign.SignIn;

namespace Countersign.Gateway.SignIn;

/// <param name="Ticket">The <c>ticket</c> in the query of the <c>url</c> that the start answered with.</param>
/// <param name="Password">As it was typed.</param>
public sealed record PasswordBody(string Ticket, string Password);

/// <summary>
/// <c>POST /{tenant}/v1/sign-in/password</c>: a password, for front ends that draw the field themselves (S-45); and
/// <c>…/sign-in/second-factor</c>: another number after one that was right (S-58).
/// </summary>
internal static class Password
{
    public static void Map(
        IEndpointRouteBuilder routes, ProviderTickets tickets, Transactions transactions, SecretDoor door, SecondStep second,
        TimeProvider clock)
    {
        routes
            .MapPost("/sign-in/password", Tenants.In((http, tenant) => Take(http, tenant, tickets, door, second, clock)))
            .Accepts<PasswordBody>("application/json").Produces<RedeemAnswer>().Produces<StartAnswer>(202)
            .ProducesProblems(400, 401, 403, 404, 429, 503).TakesName()
            .WithSummary("Sign in with a password, after a start that fell back to one; 202: a number on the phone is to follow.");
        routes
            .MapPost("/sign-in/second-factor", Tenants.In((http, tenant) => Again(http, tenant, transactions, second, clock)))
            .Produces<StartAnswer>(202).ProducesProblems(403, 404, 429, 503).Needs(SecurityScheme.SignIn).TakesName()
            .WithSummary("Send another number to the phone, within ten minutes of a password that was right.");
    }

    private static async Task<IResult> Take(
        HttpContext http, TenantId tenant, ProviderTickets tickets, SecretDoor door, SecondStep second, TimeProvider clock)
    {
        var (body, refused) = await RequestBody.Read(http, SignInJson.Default.PasswordBody);
        if (refused is not null) return refused;
        var name = http.Request.Query["t"];
        if (name.Count > 1 || (name.Count == 1 && !Transaction.IsName(name[0]))) return new Problem(HttpErrors.InvalidRequest);
        // A ticket of an application's request is taken at its page alone, which leads back to the application.
        if (tickets.Open(tenant, body!.Ticket) is not { } ticket || ticket.Purpose != Transaction.PurposeOf(tenant, null))
            return new Problem(PasswordErrors.LinkOver);
        var entered = await door.WithPassword(http, tenant, ticket, 0, body.Password);
        if (entered is { IsFirst: true, Transaction: { } first })
        {
            var held = name is [{ } own] ? first with { Name = own } : new Transaction(first.Handle);
            return await Ask(http, tenant, held, second, clock);
        }

        if (entered.SignedIn is not { Result: var result })
            return entered.Refused ?? Problem.FromRefusal(Refusal.PasswordMustChange, ticket.User);
        return Json.Ok(
            new RedeemAnswer(
                result.User.Value, result.How.AuthenticationMethods, result.How.AuthenticationContext,
                result.AuthenticatedAt.ToUnixTimeSeconds(), ticket.Client, [],
                (int)(result.SessionExpiresAt - clock.GetUtcNow()).TotalSeconds),
            SignInJson.Default.RedeemAnswer);
    }

    /// <summary>What was begun for an application's request is its page's: there the phone shows which application it is.</summary>
    private static async Task<IResult> Again(
        HttpContext http, TenantId tenant, Transactions transactions, SecondStep second, TimeProvider clock) =>
        transactions.AskedWhole(http, tenant) is { } held
        && (held.Name is null || held.Purpose == Transaction.PurposeOf(tenant, null))
            ? await Ask(http, tenant, held, second, clock)
            : Problem.FromRefusal(Refusal.ChallengeNotFound);

    private static async Task<IResult> Ask(HttpContext http, TenantId tenant, Transaction held, SecondStep second, TimeProvider clock)
    {
        var asked = await second.Ask(http, tenant, held, "");
        var now = clock.GetUtcNow();
        if (asked.Prompted is { } prompted) return Json.Accepted(Start.Describe(prompted, clock), SignInJson.Default.StartAnswer);
        if (asked.Instead is not { } instead) return asked.Refused!;
        var user = held.Handle.Carried!.User;
        return instead.Reason switch
        {
            FallbackReason.Pending => new Problem(HttpErrors.Throttled, instead.RetryAt - now, "throttled") { About = user },
            FallbackReason.TooManyPrompts or FallbackReason.Locked =>
                new Problem(HttpErrors.PhoneOnly, instead.RetryAt - now, "phone_only") { About = user },
            _ => Problem.FromRefusal(Refusal.SecondFactorRequired, user),
        };
    }
}
