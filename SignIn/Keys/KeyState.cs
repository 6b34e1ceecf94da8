using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.Keys;

/// <summary>A key the tenant's tokens are signed with.</summary>
/// <param name="KeyId">The <c>kid</c>: 1 to 64 printable characters of ASCII.</param>
/// <param name="PublicJwk">For everybody, JSON.</param>
/// <param name="SealedPrivate">The private part, sealed by the gateway: nobody else can read it, the rules included.</param>
public sealed record SealedKey(string KeyId, SigningAlgorithm Algorithm, string PublicJwk, string SealedPrivate, DateTimeOffset CreatedAt);

/// <summary>A tenant's signing keys.</summary>
/// <param name="Keys">In the order they were added; of each algorithm at least the one that signs, once there was one.</param>
public sealed record KeyState(ImmutableArray<SealedKey> Keys)
{
    public static readonly KeyState None = new(ImmutableArray<SealedKey>.Empty);

    /// <summary>The last one added for this algorithm.</summary>
    public SealedKey? Newest(SigningAlgorithm algorithm) => Keys.LastOrDefault(key => key.Algorithm == algorithm);
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Read), "read")]
[JsonDerivedType(typeof(Add), "add")]
public abstract record KeyCommand
{
    public sealed record Read : KeyCommand;

    /// <param name="Key">The time it says it was made at is not believed; its own turn's counts.</param>
    /// <param name="Replaces">The newest key of the algorithm that was seen, null for none: whoever saw an older state is refused.</param>
    public sealed record Add(SealedKey Key, string? Replaces) : KeyCommand;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Are), "are")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record KeyAnswer
{
    public sealed record Are(KeyState Keys) : KeyAnswer;

    public sealed record Refused(Refusal Why) : KeyAnswer;
}

public abstract record KeyEvent(DateTimeOffset At)
{
    public sealed record Added(SealedKey Key) : KeyEvent(Key.CreatedAt);
}
