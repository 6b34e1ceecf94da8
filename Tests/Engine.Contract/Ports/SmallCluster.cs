using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Stores.Memory;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Countersign.Engine.Contract.Ports;

/// <summary>A cluster of one test, on a store in memory.</summary>
internal sealed class SmallCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly TestClock _clock;

    private SmallCluster(InProcessTestCluster cluster, TestClock clock) => (_cluster, _clock) = (cluster, clock);

    public static async Task<SmallCluster> Open(TestClock clock, short silos = 1)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        var store = new MemoryStore(isExclusive: false);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => silo.AddCountersign(store, clock));
        builder.ConfigureClient(client => client.Services.AddCountersignWire());
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, clock);
    }

    /// <summary>A gateway's way there.</summary>
    public ClusterEngine Connect(bool isReached = true) => new(_cluster.Client, _clock, () => isReached);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
