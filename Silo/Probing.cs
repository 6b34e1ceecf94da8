using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Countersign.Silo;

/// <summary>Lets the store look each second whether it can be written, and says in the log when that changes.</summary>
internal sealed class Probing(SiloReadiness readiness, ILogger<Probing> log) : BackgroundService
{
    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stop))
        {
            readiness.Probe();
            var trouble = readiness.Trouble?.Cause;
            if (trouble == _told) continue;
            if (trouble is null) Logs.Well(log);
            else Logs.Trouble(log, trouble);
            _told = trouble;
        }
    }
}
