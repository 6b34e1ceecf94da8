using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <param name="Rule">The number of the broken invariant, or <c>user order</c>, <c>challenge order</c>, <c>store</c>.</param>
internal sealed record Violation(string Rule, string About, string What)
{
    public override string ToString() => $"{Rule}: {About}: {What}";
}

/// <summary>What came of judging a history.</summary>
/// <param name="Users">How many users' histories were searched for an order.</param>
/// <param name="Undecided">Those whose search was given up: neither right nor wrong.</param>
/// <param name="Counted">For each check by name, how many things it looked at.</param>
internal sealed record Judgement(
    IReadOnlyList<Violation> Violations, int Users, int Challenges, IReadOnlyList<string> Undecided,
    IReadOnlyDictionary<string, int> Counted);

/// <summary>Says whether a history is what docs/safety.md allows.</summary>
internal static class Checker
{
    public static Judgement Judge(History history, Action<int, int>? progress = null)
    {
        var (violations, undecided) = (new List<Violation>(), new List<string>());
        var users = history.Operations.GroupBy(op => op.User).ToArray();
        var (done, challenges) = (0, 0);
        Parallel.ForEach(users, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, user =>
        {
            var found = OrderOf(history, user.Key, [.. user], out var looked);
            lock (violations)
            {
                foreach (var (violation, gaveUp) in found) (gaveUp ? undecided : null)?.Add(violation.ToString());
                violations.AddRange(found.Where(one => !one.GaveUp).Select(one => one.Violation));
                challenges += looked;
                progress?.Invoke(++done, users.Length);
            }
        });

        var counted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var invariant in Invariant.All)
        {
            var findings = new Findings(invariant.Number);
            invariant.Look(history, findings);
            violations.AddRange(findings.Violations);
            counted[invariant.Number] = findings.Looked;
        }

        violations.AddRange(history.Findings.Select(what => new Violation("store", history.Conditions.On, what)));
        return new(violations, users.Length, challenges, undecided, counted);
    }

    private static List<(Violation Violation, bool GaveUp)> OrderOf(History history, string user, Operation[] ops, out int challenges)
    {
        var found = new List<(Violation, bool)>();
        var whole = new Linearizer<PersonState>(new PersonModel(history, user)).Check(ops);
        if (whole.Holds != true) found.Add((new("user order", user, whole.Why), whole.Holds is null));
        var model = new Linearizer<ChallengeState>(new ChallengeModel(history.Conditions));
        var ids = ops.Where(op => op.IsKnown).Select(op => op.Challenge).OfType<string>().Distinct().ToArray();
        foreach (var challenge in ids)
        {
            var alone = model.Check(ChallengeModel.Of(challenge, ops));
            if (alone.Holds != true) found.Add((new("challenge order", $"{user}, {challenge}", alone.Why), alone.Holds is null));
        }

        challenges = ids.Length;
        return found;
    }
}
