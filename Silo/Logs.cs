using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Countersign.Silo;

/// <summary>The log: JSON, one line an event, as a gateway writes it.</summary>
internal static partial class Logs
{
    public static void Write(ILoggingBuilder logging)
    {
        logging.ClearProviders().AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            })
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)   // advises another garbage collector at every start
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)   // takes the time since the machine was started for a stall
            .AddFilter("Polly", LogLevel.Warning)   // two lines for each grain that finds a place
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);   // a start that fails is said in one line
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.MaxQueueLength = 10_000;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }

    [LoggerMessage(42, LogLevel.Error, "cluster.certificates: the files have changed and cannot be used; the ones before are: {Cause}")]
    public static partial void CertificatesRefused(ILogger log, string cause);

    [LoggerMessage(30, LogLevel.Error, "storage.trouble: {Cause}")]
    public static partial void Trouble(ILogger log, string cause);

    [LoggerMessage(31, LogLevel.Warning, "storage.well: it is written again")]
    public static partial void Well(ILogger log);
}
