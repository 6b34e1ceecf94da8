using Countersign.Grains.Interfaces;
using Orleans.Concurrency;

namespace Countersign.Grains;

/// <summary>Asks the replay memory where the store is. As many at once as there are questions: the grain remembers nothing.</summary>
[StatelessWorker, Reentrant]
public sealed class ReplayGrain(SiloServices silo) : Grain, IReplayGrain, IAsked
{
    string IAsked.Machine => "Replay";

    public Task<bool[]> AreFirst(Shown[] shown, CancellationToken cancel) => Task.WhenAll(shown.Select(
        one => silo.Replays.IsFirst(one.Kind, one.Id, one.IssuedAt, one.Until, cancel).AsTask()));
}
