using Countersign.SignIn.Audit;
using Countersign.SignIn.Machines;

namespace Countersign.SignIn.Keys;

/// <summary>Questions to a tenant's signing keys; the answer is <see cref="KeyRingAnswer.Are"/>.</summary>
public abstract record KeyRingQuestion
{
    /// <summary>Who of administration asks; null: nobody.</summary>
    public Actor? By { get; init; }

    public sealed record Read : KeyRingQuestion;

    /// <param name="Key">The time it says it was made at is not believed; its own turn's counts.</param>
    /// <param name="Replaces">The newest key of the algorithm that was seen, null for none: whoever saw an older state is refused.</param>
    /// <param name="IsEarly">Somebody wants one before the newest has signed its 90 days.</param>
    public sealed record Add(SealedKey Key, string? Replaces, bool IsEarly = false) : KeyRingQuestion;

    /// <summary>
    /// What the private parts were sealed with is lost: none of the keys can sign any more. All go, and the next one signs at once.
    /// </summary>
    public sealed record Abandon : KeyRingQuestion;
}

/// <summary>Answers of a tenant's signing keys.</summary>
public abstract record KeyRingAnswer
{
    public sealed record Are(KeyRingState Keys) : KeyRingAnswer;

    public sealed record Refused(Refusal Why) : KeyRingAnswer, IRefused;
}
