namespace Countersign.LoadTests.Histories;

/// <summary>How the run was, as far as judging it needs to know.</summary>
/// <param name="Seed">Of everything that was drawn.</param>
/// <param name="On">The store.</param>
/// <param name="ChallengeSeconds">The tenant's challenge life.</param>
/// <param name="WrongNumbersToLock">The tenant's.</param>
internal sealed record Conditions(int Seed, string On, int Silos, int Gateways, int ChallengeSeconds, int WrongNumbersToLock);

/// <summary>A fault that was made, in microseconds since the history began.</summary>
/// <param name="Number">As the safety documents number it.</param>
/// <param name="Kind">In a word or two: <c>kill -9 gateway</c>.</param>
/// <param name="From">When it began.</param>
/// <param name="Until">When whatever was broken was whole again.</param>
internal sealed record Fault(string Number, string Kind, string Node, long From, long Until)
{
    /// <summary>A node's clock was wrong.</summary>
    public bool IsOfClock => Number == "F8";
}

/// <summary>A person who took part, with the public key that decides.</summary>
/// <param name="X">Of the decision key, base64url.</param>
/// <param name="Y">The same.</param>
internal sealed record Participant(string User, string Device, string X, string Y);

/// <summary>A sealed audit fact, as far as it is judged.</summary>
internal sealed record AuditEntry(
    string Kind, string? User = null, string? Challenge = null, string? Key = null, string? Statement = null, string? Detail = null,
    string? Reason = null);

/// <summary>Everything that is known of a run.</summary>
internal sealed class History
{
    public required Conditions Conditions { get; init; }

    public List<Operation> Operations { get; init; } = [];

    public List<Fault> Faults { get; init; } = [];

    public List<Participant> People { get; init; } = [];

    public List<AuditEntry> Audit { get; init; } = [];

    /// <summary>What looking at the store itself found wrong: a doubled key, a broken chain.</summary>
    public List<string> Findings { get; init; } = [];

    /// <summary>
    /// Whether the audit was read to its end after the last operation; without that, nothing is said of records that are missing.
    /// </summary>
    public bool HasAudit { get; set; }

    /// <summary>It was read from a file whose last line is not whole: whoever wrote it was stopped.</summary>
    public bool WasCutOff { get; set; }
}
