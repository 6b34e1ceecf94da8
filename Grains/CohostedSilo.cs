using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Countersign.Grains;

/// <summary>
/// A silo in a gateway's own process: what a grain of this silo answers crosses no socket, and there are fewer processes to run. In return
/// a gateway that is replaced takes its grains with it.
/// </summary>
public sealed class CohostedSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private CohostedSilo(IHost host, TimeProvider clock)
    {
        _host = host;
        Engine = new ClusterEngine(host.Services.GetRequiredService<IGrainFactory>(), clock);
    }

    public ClusterEngine Engine { get; }

    /// <summary>Comes back when the silo is a member of its cluster.</summary>
    /// <param name="store">The caller's; it outlives the silo, and so does the journal.</param>
    /// <param name="journal">See <see cref="SiloServices"/>.</param>
    /// <param name="logsSignIns">The same.</param>
    /// <exception cref="ClusterRefusedException">The cluster cannot be entered; the message says why.</exception>
    public static async Task<CohostedSilo> Start(
        ClusterSettings cluster, SiloPlace place, IStore store, TimeProvider clock, IReplayJournal? journal = null,
        bool logsSignIns = true)
    {
        await Membership.Prepare(cluster, new(clock, Console.Error.WriteLine), default);
        var builder = InnerHost.Create();
        builder.Logging.AddJsonConsole().SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseCluster(cluster, place).AddCountersign(
            new SiloServices(store, clock, journal) { LogsSignIns = logsSignIns }));
        builder.Services.AddHostedService<LoggingSignIns>().AddHostedService<Keeping>();
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return new(host, clock);
        }
        catch (OrleansException refused)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw new ClusterRefusedException($"The cluster cannot be entered: {refused.Message}", refused);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
