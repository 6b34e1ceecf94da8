using System.Collections.Immutable;

namespace Countersign.SignIn.Tenants;

/// <summary>A change that somebody has asked for and that waits for a second person's yes (T31).</summary>
/// <param name="Number">The tenant's change that brought it about: its name in addresses.</param>
/// <param name="Request">The request that asked for it, so that asking again makes no other (I19).</param>
/// <param name="By">The actor's name.</param>
/// <param name="Source">The address that the actor asked from, in CIDR form.</param>
/// <param name="Reason">What the actor said it is for.</param>
/// <param name="Kin">Names that may be the same person as the actor, as far as was known then.</param>
/// <param name="IsOvertaken">What it would change has been changed since: nobody can agree to it any more.</param>
public sealed record Proposal(
    long Number, HeldChange Change, RequestId Request, string By, DateTimeOffset At, DateTimeOffset EndsAt, string? Source = null,
    string? Reason = null, ImmutableArray<string>? Kin = null, bool IsOvertaken = false)
{
    public bool HasEnded(DateTimeOffset now) => now >= EndsAt;

    /// <summary>Whether the actor, or somebody who may be the same person, asked for it.</summary>
    /// <param name="kin">Of the actor, the actor's own name among them.</param>
    public bool IsOf(ImmutableArray<string> kin) => kin.Contains(By) || (Kin ?? []).Any(name => kin.Contains(name));
}
