using Countersign.Engine.Ports;
using Orleans.CodeGeneration;

namespace Countersign.Grains.Interfaces;

/// <summary>What was shown to a gateway; see <see cref="IReplayMemory.IsFirst"/>.</summary>
public readonly record struct Shown(ReplayKind Kind, string Id, DateTimeOffset IssuedAt, DateTimeOffset Until);

/// <summary>The replay memory of all gateways in front of the cluster, on any silo; the key says nothing.</summary>
[Alias("Countersign.Replay"), Version(1)]
public interface IReplayGrain : IGrainWithIntegerKey
{
    /// <summary>Of each whether it is the first. Throws <see cref="Engine.EngineUnavailableException"/>.</summary>
    [Alias("AreFirst")]
    Task<bool[]> AreFirst(Shown[] shown, CancellationToken cancel);
}

/// <summary>
/// The counts of the gateways in front of the cluster; there is one grain, under the key 0, and nothing of it is stored. While there are
/// two of it, as a partition may bring about, some gateways do not hear of others.
/// </summary>
[Alias("Countersign.Counts"), Version(1)]
public interface ICountsGrain : IGrainWithIntegerKey
{
    /// <summary>See <see cref="ICountExchange"/>.</summary>
    [Alias("Exchange")]
    Task<byte[][]> Exchange(string gateway, byte[] counts, CancellationToken cancel);
}
