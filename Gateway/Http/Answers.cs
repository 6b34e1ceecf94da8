using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>Answers that many endpoints give alike.</summary>
internal static class Answers
{
    /// <summary>Done without more to say, or the refusal.</summary>
    public static IResult NoContent(Reply<UserAnswer.Done> reply) =>
        reply.Refused is { } why ? Problem.FromRefusal(why) : Results.NoContent();

    /// <summary>The answer that <paramref name="say"/> makes of the tenant as it now is, or the refusal.</summary>
    public static IResult ForTenant(Reply<TenantAnswer.Is> reply, Func<TenantState.Present, IResult> say) =>
        reply.Has(out var current, out var why) ? say(current.Tenant) : Problem.FromRefusal(why);

    /// <summary>For the API description: these statuses come as problems.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses) builder.Produces<ProblemBody>(status, "application/problem+json");
        return builder;
    }
}
