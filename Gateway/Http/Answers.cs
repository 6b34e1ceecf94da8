using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Http;

/// <summary>Answers that many endpoints give alike.</summary>
internal static class Answers
{
    /// <summary>Done without more to say, or the refusal.</summary>
    public static IResult NoContent(UserAnswer answer) => answer switch
    {
        UserAnswer.Refused refused => Problem.FromRefusal(refused.Why),
        UserAnswer.Done => Results.NoContent(),
        _ => new Problem(HttpErrors.InternalError),
    };

    /// <summary>What <paramref name="say"/> makes of the tenant as it now is, or the refusal.</summary>
    public static IResult Of(TenantAnswer answer, Func<TenantState.Present, IResult> say) => answer switch
    {
        TenantAnswer.Is { Tenant: var tenant } => say(tenant),
        TenantAnswer.Refused { Why: var why } => Problem.FromRefusal(why),
        _ => new Problem(HttpErrors.InternalError),
    };

    /// <summary>For the API description: these statuses come as problems.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses) builder.Produces<ProblemBody>(status, "application/problem+json");
        return builder;
    }
}
