using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <summary>What the sign-ins of the log would have come to under another policy.</summary>
/// <param name="From">From when on the log was looked at.</param>
/// <param name="SignIns">That the policy decides.</param>
/// <param name="IsPart">There are more than are looked at: the time begins later than it was asked for.</param>
/// <param name="LetIn">Refused after approving, and would have been let in.</param>
/// <param name="Asked">No phone was asked, and one would have been.</param>
/// <param name="Refused">Let in or not asked, and would have been refused after approving.</param>
/// <param name="SentElsewhere">The phone was asked, and would not have been.</param>
/// <param name="NotKnown">Of people who are gone, or have no phone to sign in with any more.</param>
public sealed record WhatIfAnswer(
    DateTimeOffset From, DateTimeOffset To, long SignIns, bool IsPart, WhatIfBody LetIn, WhatIfBody Asked, WhatIfBody Refused,
    WhatIfBody SentElsewhere, WhatIfBody NotKnown)
{
    public static WhatIfAnswer Of(SignInsForeseen foreseen) => new(
        foreseen.From, foreseen.To, foreseen.SignIns, foreseen.IsPart, WhatIfBody.From(foreseen.LetIn), WhatIfBody.From(foreseen.Asked),
        WhatIfBody.From(foreseen.Refused), WhatIfBody.From(foreseen.Elsewhere), WhatIfBody.From(foreseen.NotKnown));
}

/// <param name="People">Whose they were.</param>
/// <param name="Names">The first hundred of them.</param>
public sealed record WhatIfBody(long SignIns, int People, IReadOnlyList<string> Names)
{
    public static WhatIfBody From(SignInsOf of) => new(of.SignIns, of.People.Count, of.People.Names);
}

/// <summary><c>POST …/policy/what-if</c>: the log of the last days run against another policy (ADM-4).</summary>
internal static class PolicyWhatIfEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Administration administration, TimeProvider clock) => routes
        .MapPost("/policy/what-if", Tenants.In((http, tenant) => Try(http, tenant, administration, clock)))
        .Accepts<PolicyBody>("application/json").Produces<WhatIfAnswer>().ProducesProblems(400, 401, 404, 413, 429, 503)
        .TakesQuery("days", "1 to 30: how far back the sign-in log is looked at; 1 when it is absent.")
        .WithSummary("What the sign-ins of the last days would have come to under this policy. Nothing is saved.");

    private static async Task<IResult> Try(HttpContext http, TenantId tenant, Administration administration, TimeProvider clock)
    {
        var (body, refused) = await RequestBody.Read(http, AdminJson.Default.PolicyBody, PolicyEndpoint.MaximumBytes);
        if (refused is not null) return refused;
        var (target, unusable) = PolicyEndpoint.Read(body!.Target);
        if (unusable is not null) return unusable;
        if (!QueryText.TryDays(http, out var days)) return new Problem(HttpErrors.InvalidRequest) { Advice = QueryText.DaysAdvice };
        var now = clock.GetUtcNow();
        var save = new TenantQuestion.SavePolicy(new(RandomValues.Handle()), null, body.Enabled, target!);
        return (await administration.TryOnSignIns(tenant, save, now - TimeSpan.FromDays(days), now, http.RequestAborted)).Match(
            foreseen => Json.Ok(WhatIfAnswer.Of(foreseen), AdminJson.Default.WhatIfAnswer),
            why => Problem.FromRefusal(why));
    }
}
