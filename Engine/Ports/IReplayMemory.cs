namespace Countersign.Engine.Ports;

/// <summary>
/// Remembers what must not be shown twice, for as long as it would be accepted (T22): the <c>jti</c> of a device's proof, of a client's
/// assertion, of a DPoP proof, of a signed request; the name of a way to a provider whose answer came.
/// </summary>
/// <remarks>Shared by all gateways of a service: what one was shown, no other takes.</remarks>
public interface IReplayMemory
{
    /// <summary>Remembers the id until then. Bounded: full means refused (I17).</summary>
    /// <param name="kind">What it is the id of; ids of two kinds never meet.</param>
    /// <param name="issuedAt">
    /// When it was made, by the clock that others go by, in whole seconds. What was made before this memory began may have been shown to
    /// one that is gone, so it is not the first.
    /// </param>
    /// <param name="until">When it would be refused for its age alone.</param>
    /// <returns>Whether this is the first time.</returns>
    /// <exception cref="EngineUnavailableException">Nobody can say now: what was shown is then to be refused.</exception>
    ValueTask<bool> IsFirst(ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel);
}

/// <summary>The kind of a remembered proof. Stored as a number; 0 is never valid.</summary>
public enum ReplayKind : byte
{
    Malformed = 0, DeviceProof = 1, ClientAssertion = 2, DpopProof = 3, SignedRequest = 4, ProviderResponse = 5,
}

/// <summary>Limits of every memory.</summary>
public static class ReplayMemory
{
    /// <summary>The longest <c>jti</c> taken (T22).</summary>
    public const int LongestId = 128;

    /// <summary>
    /// Whether what was issued then can be told from what a memory that is gone has seen; in whole seconds, as tokens have them.
    /// </summary>
    /// <param name="since">When the memory began that is asked now.</param>
    public static bool MayBeFirst(DateTimeOffset issuedAt, DateTimeOffset since) =>
        issuedAt.ToUnixTimeSeconds() >= since.ToUnixTimeSeconds();
}
