using Countersign.Engine.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Countersign.Grains;

/// <summary>Writes the sign-in log of this silo's users for as long as the silo runs, and at the end what is left.</summary>
public sealed partial class LoggingSignIns(SiloServices silo, ILogger<LoggingSignIns> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stop) =>
        silo.SignInLog.Run(failed => Log.RoundFailed(log, failed.Message), stop);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await silo.SignInLog.Flush(cancellationToken, withTallies: true);
    }

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Warning, "sign_in_log.failed: the next round tries again: {Cause}")]
        public static partial void RoundFailed(ILogger log, string cause);
    }
}
