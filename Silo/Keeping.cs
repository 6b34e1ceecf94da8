using Countersign.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Countersign.Silo;

/// <summary>Runs the housekeeping for as long as the silo runs.</summary>
internal sealed partial class Keeping(Housekeeping housekeeping, ILogger<Keeping> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stop) => housekeeping.Run(failed => Log.RoundFailed(log, failed), stop);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A round of housekeeping failed; the next one tries again.")]
        public static partial void RoundFailed(ILogger log, Exception failed);
    }
}
