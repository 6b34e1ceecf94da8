using System.Text.Json.Serialization;
using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Users.SigningIn;
using Countersign.SignIn.Users.SignInLog;
using Countersign.SignIn.Ways;
using Microsoft.OpenApi;

namespace Countersign.Gateway.Admin;

/// <summary>What would become of a sign-in now, in a browser that the person has never signed in with.</summary>
/// <param name="PhoneAsked">The person's phone would show it.</param>
/// <param name="Reason">Why not; null where it would.</param>
/// <param name="Until">When that may be over; null where it is not known.</param>
/// <param name="ShownDecoy">Such a browser is shown a number all the same, and no phone is asked.</param>
/// <param name="RefusedAfterApproval">The phone is asked, and whoever approves there is refused by the policy.</param>
/// <param name="Rules">In order of precedence.</param>
/// <param name="Ways">The other ways that lead somewhere here: after the reason, or for whoever asks for one.</param>
/// <param name="LastDay">
/// What became of the person's sign-ins of the last day, the newest first, 100 at most; each that no phone was asked for has the rule that
/// was broken then.
/// </param>
/// <param name="SecondFactor">The number on the phone after a password or a provider's word; null where none is asked for.</param>
public sealed record WhyAnswer(
    string UserName, bool PhoneAsked, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? Until, bool ShownDecoy, bool RefusedAfterApproval,
    IReadOnlyList<WhyRuleBody> Rules, IReadOnlyList<string> Ways, IReadOnlyList<SignInBody> LastDay, WhySecondBody? SecondFactor = null);

/// <param name="Result">
/// <c>passed</c>, <c>falls_back</c>, <c>comes_back_later</c>, <c>refused_after_approval</c> or <c>falls_back_for_some</c>.
/// </param>
/// <param name="Reason">The reason that a sign-in gets by this rule; absent where it gets none.</param>
/// <param name="Until">When the rule may be kept again, where that is known.</param>
public sealed record WhyRuleBody(string Rule, string Result, string? Reason = null, DateTimeOffset? Until = null);

public sealed record WhySecondBody(bool PhoneAsked, string? Reason = null, DateTimeOffset? Until = null);

/// <summary><c>GET …/users/{user}/why</c>: why could Kim not sign in (ADM-4)?</summary>
internal static class UserWhyEndpoint
{
    private const int MostOfLastDay = 100;

    public static void Map(IEndpointRouteBuilder routes, Administration administration, TimeProvider clock) => routes
        .MapGet("/users/{user}/why", Names.OfUser((http, user) => Explain(http, user, administration, clock)))
        .Produces<WhyAnswer>().ProducesProblems(400, 401, 404, 503)
        .TakesQuery("client", "A client's id: for a sign-in to it. Nobody's when it is absent.", JsonSchemaType.String)
        .WithSummary("What would become of a sign-in now, rule by rule; nothing is begun. Of a name that nobody has, too.");

    private static async Task<IResult> Explain(HttpContext http, UserKey user, Administration administration, TimeProvider clock)
    {
        var client = http.Request.Query["client"];
        if (client.Count > 1 || (client.Count == 1 && !Client.IsId(client[0]))) return new Problem(HttpErrors.InvalidRequest);
        var explained = await administration.Ask(user, new ExplainStart(client.Count == 0 ? "" : client[0]!), http.RequestAborted);
        if (!explained.Has(out var answer, out var why)) return Problem.FromRefusal(why, user.Name);
        var lastDay = new SignInQuery(new(user.Name, From: clock.GetUtcNow() - TimeSpan.FromDays(1)), null, MostOfLastDay);
        var page = await administration.ReadSignIns(user.Tenant, lastDay, http.RequestAborted);
        return Json.Ok(Describe(user.Name, answer, page.Entries), AdminJson.Default.WhyAnswer);
    }

    private static WhyAnswer Describe(UserName name, StartExplained said, IReadOnlyList<SignInEntry> lastDay) => new(
        name.Value, said.Reason is null, WordFor(said.Reason), said.Until, said.IsHidden, said.IsRefusedAtTheEnd,
        [.. said.Rules.Select(rule =>
            new WhyRuleBody(SignInWords.WordFor(rule.Rule), WordFor(rule.Finding), WordFor(rule.Reason), rule.Until))],
        [.. said.Ways.Select(way => WayTable.Ways.First(row => row.Way == way).Word)], [.. lastDay.Select(SignInBody.From)],
        said.Second is { } second ? new(second.Reason is null, WordFor(second.Reason), second.Until) : null);

    private static string? WordFor(FallbackReason? reason) => reason is { } known ? Words.WordFor(known) : null;

    private static string WordFor(Finding finding) => finding switch
    {
        Finding.Passed => "passed",
        Finding.FallsBack => "falls_back",
        Finding.ComesBack => "comes_back_later",
        Finding.RefusedAtTheEnd => "refused_after_approval",
        Finding.FallsBackForSome => "falls_back_for_some",
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "Not a finding."),
    };
}
