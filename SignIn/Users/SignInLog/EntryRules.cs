using System.Collections.Immutable;
using Countersign.SignIn.Users.SigningIn;

namespace Countersign.SignIn.Users.SignInLog;

/// <summary>What a rule of a start came to in one sign-in that is over.</summary>
public enum EntryFinding : byte
{
    Malformed = 0,
    Kept = 1,

    /// <summary>It was the first that was broken: no phone was asked.</summary>
    Broken = 2,

    /// <summary>The phone was asked, and whoever approved there was refused.</summary>
    RefusedAtTheEnd = 3,

    /// <summary>An earlier one was broken, so nobody looked.</summary>
    NotReached = 4,
}

/// <summary>
/// ADM-4: the rules of a start as they stood at one sign-in, from its entry: those before the broken one were kept, those after it nobody
/// looked at. Of the budgets, of which a browser or a place has one or another, the spent one alone is told; so is the rule of a second
/// factor, which has a table of its own.
/// </summary>
public static class EntryRules
{
    private static readonly ImmutableArray<StartRule> InOrder =
        [.. Enum.GetValues<StartRule>().Where(rule => rule is > StartRule.Malformed and <= StartRule.CommonBudget)];

    /// <summary>In order of precedence; empty where no rule of a start decided.</summary>
    public static ImmutableArray<(StartRule Rule, EntryFinding Finding)> Of(SignInEntry entry)
    {
        if (entry.Way != SignInWay.Phone) return [];
        if (entry.Rule is not { } broken)
            return entry.StartedAt is null || entry.First is not null
                ? []
                : [.. from rule in InOrder
                      let finding = Prompted(rule, entry.Outcome)
                      where finding is not null
                      select (rule, finding.Value)];
        if (entry.First is not null) return [(broken, EntryFinding.Broken)];
        var before = InOrder.Where(rule => rule < broken && rule is not (StartRule.Targeted or StartRule.CommonBudget))
            .Select(rule => (rule, EntryFinding.Kept));
        var after = InOrder.Where(rule => rule > broken).Select(rule => (rule, EntryFinding.NotReached));
        return [.. before, (broken, EntryFinding.Broken), .. after];
    }

    /// <summary>Null: nobody knows. Whether the policy names somebody may be looked at when the phone has approved (S-35).</summary>
    private static EntryFinding? Prompted(StartRule rule, SignInOutcome outcome) => (rule, outcome) switch
    {
        (StartRule.Targeted, SignInOutcome.NotAllowed) => EntryFinding.RefusedAtTheEnd,
        (StartRule.Targeted, not SignInOutcome.Approved) => null,
        _ => EntryFinding.Kept,
    };
}
