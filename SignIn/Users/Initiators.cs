using System.Collections.Immutable;

namespace Countersign.SignIn.Users;

/// <summary>Who begins a sign-in, as far as it is known. Names are hashes that mean nothing in another person's row.</summary>
/// <param name="Browser">A browser this person has signed in with; null: none that is known.</param>
/// <param name="Source">The network prefix; null: not known.</param>
/// <param name="SignedInAt">When the person last signed in with the browser; null: not known, and then it counts.</param>
public sealed record Initiator(SecretHash? Browser, SecretHash? Source, DateTimeOffset? SignedInAt = null)
{
    /// <summary>A browser from before everything of the person was ended is any browser.</summary>
    /// <param name="since">Null: nothing was ended yet.</param>
    public Initiator Since(DateTimeOffset? since) => SignedInAt < since ? this with { Browser = null } : this;
}

/// <summary>The share of a person's prompts that one counts against (T1).</summary>
public enum PromptShare : byte
{
    Malformed = 0,

    /// <summary>Anybody's, all together.</summary>
    Common = 1,

    /// <summary>What is kept for sources that the person has signed in from lately.</summary>
    Familiar = 2,

    /// <summary>What each browser has that the person has signed in with.</summary>
    Own = 3,

    /// <summary>What such a browser cancelled itself: it costs the person nothing, and has a bound all the same.</summary>
    OwnCancelled = 4,
}

/// <summary>Initiators of a person's prompts. Bounded: the oldest go first (I17).</summary>
/// <param name="Prompts">Prompts since the last success, by whom; oldest first.</param>
/// <param name="Barred">Of whom the person has said: that was not me.</param>
/// <param name="Familiar">Where the person has signed in from.</param>
/// <param name="OwnTurnUntil">Until then only a browser of the person's own is prompted for.</param>
public sealed record Initiators(
    ImmutableArray<InitiatedPrompt> Prompts,
    ImmutableArray<BarredInitiator> Barred,
    ImmutableArray<FamiliarSource> Familiar,
    DateTimeOffset? OwnTurnUntil)
{
    public static readonly Initiators None = new([], [], [], null);
}

public sealed record InitiatedPrompt(SecretHash By, PromptShare Share, DateTimeOffset At);

public sealed record BarredInitiator(SecretHash Who, DateTimeOffset Until);

public sealed record FamiliarSource(SecretHash Source, DateTimeOffset At);
