using System.Net;
using Countersign.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Countersign.Grains.Interfaces;

/// <summary>The way into a cluster, for a gateway.</summary>
public static class Cluster
{
    /// <summary>The name under which silos and gateways of one installation find each other.</summary>
    public const string Name = "countersign";

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>Makes <see cref="ISignInEngine"/> the cluster's. The process starts, and waits, while no silo can be reached.</summary>
    /// <param name="silos">The gateway end points of one or more silos.</param>
    public static IHostApplicationBuilder AddCountersignCluster(this IHostApplicationBuilder builder, params IPEndPoint[] silos)
    {
        builder.UseOrleansClient(client => client
            .UseStaticClustering(silos)
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = Name)
            .UseConnectionRetryFilter(KeepTrying));
        builder.Services.AddCountersignWire().AddSingleton<ISignInEngine, ClusterEngine>();
        return builder;
    }

    /// <summary>Connects a process that has no host of its own; comes back when a silo has been reached.</summary>
    public static async Task<(ISignInEngine Engine, IAsyncDisposable Connection)> Connect(params IPEndPoint[] silos)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddCountersignCluster(silos);
        var host = builder.Build();
        await host.StartAsync();
        return (host.Services.GetRequiredService<ISignInEngine>(), (IAsyncDisposable)host);
    }

    private static async Task<bool> KeepTrying(Exception failed, CancellationToken stop)
    {
        await Task.Delay(BetweenAttempts, stop);
        return true;
    }
}
