namespace Countersign.Engine.Ports;

/// <summary>The findings of a check of a whole store.</summary>
/// <param name="Findings">What is wrong, a line each; empty when it is clean.</param>
/// <param name="Rows">How many rows there are of each kind.</param>
/// <param name="Heads">The ends of the audit chains as far as they are whole; worth noting down elsewhere.</param>
public sealed record StoreCheck(IReadOnlyList<string> Findings, IReadOnlyDictionary<RowKind, long> Rows, IReadOnlyList<AuditHead> Heads);
