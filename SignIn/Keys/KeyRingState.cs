using System.Collections.Immutable;
using Countersign.SignIn.Clients;

namespace Countersign.SignIn.Keys;

/// <summary>A key the tenant's tokens are signed with.</summary>
/// <param name="KeyId">The <c>kid</c>: 1 to 64 printable characters of ASCII.</param>
/// <param name="PublicJwk">For everybody, JSON.</param>
/// <param name="SealedPrivate">The private part, sealed by the gateway: nobody else can read it, the rules included.</param>
public sealed record SealedKey(string KeyId, SigningAlgorithm Algorithm, string PublicJwk, string SealedPrivate, DateTimeOffset CreatedAt);

/// <summary>A key that signs no more and that nobody is told of: ID tokens it signed still say who somebody was.</summary>
public sealed record FormerKey(string KeyId, SigningAlgorithm Algorithm, string PublicJwk);

/// <summary>A tenant's signing keys.</summary>
/// <param name="Keys">In the order they were added; of each algorithm at least the one that signs, once there was one.</param>
/// <param name="Former">Those before them, in their order; null for none.</param>
public sealed record KeyRingState(ImmutableArray<SealedKey> Keys, ImmutableArray<FormerKey>? Former = null)
{
    public static readonly KeyRingState None = new(ImmutableArray<SealedKey>.Empty);

    /// <summary>The last one added for this algorithm.</summary>
    public SealedKey? Newest(SigningAlgorithm algorithm) => Keys.LastOrDefault(key => key.Algorithm == algorithm);
}

/// <summary>The use of a key now.</summary>
public enum KeyUse : byte
{
    Malformed = 0,

    /// <summary>It is published and will sign.</summary>
    Waits = 1,
    Signs = 2,

    /// <summary>It signs no more; what it signed is still good.</summary>
    Leaves = 3,
}

/// <summary>A published key and what it is for.</summary>
/// <param name="SignsFrom">When it began, or begins, to sign.</param>
/// <param name="PublishedUntil">When it goes; null: it has no successor yet.</param>
public sealed record KeyStanding(SealedKey Key, KeyUse Use, DateTimeOffset SignsFrom, DateTimeOffset? PublishedUntil);
