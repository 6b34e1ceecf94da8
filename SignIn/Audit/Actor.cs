namespace Countersign.SignIn.Audit;

/// <summary>
/// Whoever makes a change by administration (ADM-3); it goes with the question and stands in the audit facts that follow.
/// </summary>
/// <param name="Name">
/// The administration token's name, <c>configuration</c> for the configured one, <c>command</c> for the machine's.
/// </param>
/// <param name="Source">The address it came from, in CIDR form; null for a command on the machine.</param>
/// <param name="Reason">What the actor says the change is for: display text of at most 200 characters.</param>
public sealed record Actor(string Name, string? Source = null, string? Reason = null)
{
    /// <summary>Whoever gives a command on the machine; no token and no person has the name.</summary>
    public const string Machine = "command";
}
