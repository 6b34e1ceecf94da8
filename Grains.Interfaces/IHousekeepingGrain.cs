using Orleans.CodeGeneration;

namespace Countersign.Grains.Interfaces;

/// <summary>
/// Keeps house for the whole cluster; there is one, under the key 0, on whichever silo it happens to be. Every silo asks it each second: it
/// wakes again on another silo when its own is lost. Two at a time, as a partition may bring about, do each other no harm.
/// </summary>
[Alias("Countersign.Housekeeping"), Version(1)]
public interface IHousekeepingGrain : IGrainWithIntegerKey
{
    /// <summary>Carries out what is due, unless that was done within the last second.</summary>
    [Alias("Keep"), ResponseTimeout("00:01:00")]
    Task Keep(CancellationToken cancel);
}
