using Countersign.Engine;
using Countersign.Grains.Interfaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Countersign.Grains;

/// <summary>
/// Asks the one grain that keeps house, for as long as the silo runs: whichever silo is lost, another's question wakes it.
/// </summary>
public sealed partial class Keeping(IGrainFactory grains, ILogger<Keeping> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Housekeeping.Interval);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await grains.GetGrain<IHousekeepingGrain>(0).Keep(stop);
            }
            catch (Exception failed) when (failed is OrleansException or TimeoutException or EngineUnavailableException)
            {
                Log.Unheard(log, failed.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "housekeeping.unheard: whoever keeps house did not answer; asked again in a second: {Cause}")]
        public static partial void Unheard(ILogger log, string cause);
    }
}
