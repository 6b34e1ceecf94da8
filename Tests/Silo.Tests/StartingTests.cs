using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Countersign.Silo.Tests;

/// <summary>A process that is told to stop before it serves (F10).</summary>
public sealed class StartingTests
{
    /// <summary>It says what its store is and rehearses then, for seconds.</summary>
    [Fact]
    public async Task A_silo_that_is_told_to_stop_while_it_starts_ends_and_takes_no_place()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-silo-").FullName;
        using var silo = await ServerProcess.Start(
            [
                "dotnet", typeof(SiloSettings).Assembly.Location, "--store", "memory", "--silo-port", $"{FreePort.Find()}",
                "--gateway-port", $"{FreePort.Find()}", "--health-urls", $"http://127.0.0.1:{FreePort.Find()}",
            ],
            "is gone when this process ends", "TERM", TimeSpan.FromMinutes(2), folder);
        await Processes.Stop(silo);
    }

    [Fact]
    public void A_host_within_a_process_leaves_signals_to_the_process()
    {
        using var host = InnerHost.Create().Build();
        Assert.IsNotType<ConsoleLifetime>(host.Services.GetRequiredService<IHostLifetime>());
    }
}
