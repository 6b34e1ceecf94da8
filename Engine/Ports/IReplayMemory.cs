namespace Countersign.Engine.Ports;

/// <summary>
/// Remembers what must not be shown twice, for as long as it would be accepted (T22): the <c>jti</c> of a device's proof, of a client's
/// assertion, of a DPoP proof, of a signed request; the name of a way to a provider whose answer came.
/// </summary>
/// <remarks>Shared by all gateways of a service, or each gateway's own: then a proof is good once at each of them.</remarks>
public interface IReplayMemory
{
    /// <summary>
    /// Proofs issued before this may have been shown to a memory that is gone, so they are refused. The beginning of time for a memory that
    /// outlives the process.
    /// </summary>
    DateTimeOffset Since { get; }

    /// <summary>Remembers the id until then. Bounded: full means refused (I17).</summary>
    /// <param name="kind">What it is the id of; ids of two kinds never meet.</param>
    /// <param name="until">When it would be refused for its age alone.</param>
    /// <returns>Whether this is the first time.</returns>
    /// <exception cref="EngineUnavailableException">Nobody can say now: what was shown is then to be refused.</exception>
    ValueTask<bool> IsFirst(ReplayKind kind, string id, DateTimeOffset until, CancellationToken cancel);
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
    public static bool MayBeFirst(this IReplayMemory memory, DateTimeOffset issuedAt) =>
        issuedAt.ToUnixTimeSeconds() >= memory.Since.ToUnixTimeSeconds();
}
