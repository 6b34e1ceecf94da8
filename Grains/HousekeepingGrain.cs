using Countersign.Engine;
using Countersign.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Countersign.Grains;

/// <summary>Keeps house, a round a second.</summary>
public sealed partial class HousekeepingGrain(SiloServices silo, IGrainFactory grains, ILogger<HousekeepingGrain> log)
    : Grain, IHousekeepingGrain
{
    private readonly Housekeeping _housekeeping = new(new ClusterEngine(grains, silo.Clock), silo.Store, silo.Clock);
    private long? _last;

    public async Task Keep(CancellationToken cancel)
    {
        var now = silo.Clock.GetTimestamp();
        if (_last is { } last && silo.Clock.GetElapsedTime(last, now) < Housekeeping.Interval * 0.9) return;   // several silos ask
        _last = now;
        var isMore = true;
        while (isMore && !cancel.IsCancellationRequested)
        {
            isMore = await _housekeeping.Once(failed => Log.RoundFailed(log, failed.Message), cancel);
            silo.Counters.RoundKept();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Warning, "housekeeping.failed: the next round tries again: {Cause}")]
        public static partial void RoundFailed(ILogger log, string cause);
    }
}
