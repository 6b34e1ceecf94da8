using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Checking;

/// <summary>What one check has found.</summary>
internal sealed class Findings(string rule)
{
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>How many things were looked at.</summary>
    public int Looked { get; private set; }

    public void Look(bool held, string about, Func<string> what)
    {
        Looked++;
        if (!held) _violations.Add(new(rule, about, what()));
    }
}

/// <summary>
/// One promise of docs/safety.md, by its number, held against a whole history. Each looks by itself and at nothing but times, answers and
/// records: what the model of the service says is for <see cref="Linearizer{TState}"/>.
/// </summary>
internal sealed record Invariant(string Number, string Name, Action<History, Findings> Look)
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new("I1", "one pending", SlotInvariants.OnePending),
        new("I2", "decided once", SlotInvariants.DecidedOnce),
        new("I3", "durable", AuditInvariants.Durable),
        new("I4", "no token without proof", AuditInvariants.Proven),
        new("I5", "redeemed once", SlotInvariants.RedeemedOnce),
        new("I6", "bound to who began it", SlotInvariants.BoundToInitiator),
        new("I9", "time", SlotInvariants.InTime),
        new("I11", "unknown outcome", AuditInvariants.AnswersAreTrue),
        new("I13", "the store decides", AuditInvariants.StoreDecides),
        new("I15", "limits hold", AuditInvariants.LimitsHold),
        new("I18", "audit", AuditInvariants.Audited),
        new("I19", "repeatable", SlotInvariants.Repeatable),
        new("I22", "never back", SlotInvariants.NeverBack),
        new("I23", "never twice", SlotInvariants.NeverTwice),
    ];
}
