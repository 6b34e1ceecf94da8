using System.Collections.Immutable;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Prompts;
using Countersign.SignIn.Ways;

namespace Countersign.SignIn.Users;

/// <summary>
/// Questions to a user. Every question may be asked again: a repeated one is a normal answer, not a second effect (I19).
/// </summary>
public abstract record UserQuestion
{
    /// <summary>
    /// The ways of clients that the tenant does not know, by id: those of the configuration, as the door has it that asks. Null: there are
    /// none that leave less than the tenant.
    /// </summary>
    public ImmutableDictionary<string, ClientWays>? Configured { get; init; }

    /// <summary>Where a sign-in by another way than the phone comes from, for the sign-in log alone; null: not known.</summary>
    public ShownContext? Shown { get; init; }

    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }
}

/// <summary>A question with the kind of answer that it gets, unless it is refused.</summary>
public abstract record UserQuestion<TAnswer> : UserQuestion where TAnswer : UserAnswer;
