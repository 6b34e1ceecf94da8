using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>The change was not made: it waits for a second person (T31).</summary>
/// <param name="Proposal">Its number, in the address of what waits.</param>
/// <param name="ExpiresAt">Until then somebody can agree.</param>
public sealed record ProposedBody(long Proposal, DateTimeOffset ExpiresAt);

/// <summary>Answers that many endpoints give alike.</summary>
internal static class Answers
{
    /// <summary>Done without more to say, or the refusal.</summary>
    public static IResult NoContent(Reply<UserAnswer.Done> reply) =>
        reply.Refused is { } why ? Problem.FromRefusal(why) : Results.NoContent();

    /// <summary>
    /// The answer that <paramref name="say"/> makes of the tenant as it now is, or the refusal; 202 where the change waits for a second
    /// person.
    /// </summary>
    public static IResult ForTenant(Reply<TenantAnswer.Is> reply, Func<TenantState.Present, IResult> say) =>
        reply.Has(out var current, out var why)
            ? Proposed(current.Tenant, current.Waits) ?? say(current.Tenant)
            : Problem.FromRefusal(why);

    /// <summary>Null: there is nothing to wait for.</summary>
    /// <param name="waits">The number of the proposal that a change has become.</param>
    public static IResult? Proposed(TenantState.Present tenant, long? waits) => waits is { } number
        ? Json.Accepted(
            new ProposedBody(number, (tenant.Proposals ?? []).First(one => one.Number == number).EndsAt), HttpJson.Default.ProposedBody)
        : null;

    /// <summary>For the API description: the change may have to wait for a second person.</summary>
    public static RouteHandlerBuilder MayWait(this RouteHandlerBuilder builder) => builder.Produces<ProposedBody>(202);

    /// <summary>For the API description: these statuses come as problems.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses) builder.Produces<ProblemBody>(status, "application/problem+json");
        return builder;
    }
}
