using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Orleans.Concurrency;

namespace Countersign.Grains;

/// <summary>Asks the replay memory where the store is. As many at once as there are questions: the grain remembers nothing.</summary>
[StatelessWorker, Reentrant]
public sealed class ReplayGrain(SiloServices silo) : Grain, IReplayGrain, IAsked
{
    string IAsked.Machine => "Replay";

    public async Task<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel) =>
        await silo.Replays.IsFirst(kind, id, issuedAt, until, cancel);
}
