using System.Net;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Countersign.Grains;

/// <summary>A silo that hosts the machines.</summary>
public static class SiloSetup
{
    /// <summary>As many questions as may wait for one key in the embedded host.</summary>
    private const int QueueLimit = Engine.Embedded.PerKeyQueue<string, object>.QueueLimit;

    /// <summary>The number of times a question may be passed on while duplicate activations make way for each other (I13).</summary>
    private const int MostForwards = 16;

    /// <summary>A silo of this cluster, at this place: how it finds the others, whom it lets in.</summary>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterSettings cluster, SiloPlace place)
    {
        if (cluster.Table == ClusterSettings.Localhost)
        {
            silo.UseLocalhostClustering(place.Port, place.GatewayPort, new(IPAddress.Loopback, place.Port), cluster.Id, cluster.Id);
        }
        else
        {
            silo.ConfigureEndpoints(place.Address, place.Port, place.GatewayPort);
        }

        silo.Configure<EndpointOptions>(options =>
        {
            if (place.ListenPort is { } port) options.SiloListeningEndpoint = new(place.Address, port);
            if (place.ListenGatewayPort is { } gatewayPort) options.GatewayListeningEndpoint = new(place.Address, gatewayPort);
        });

        return silo.UseMembership(cluster).UseClusterTls(cluster.Tls);
    }

    /// <summary>The grains, the wire, and what bounds them. The store is one that all silos of the cluster share.</summary>
    public static ISiloBuilder AddCountersign(
        this ISiloBuilder silo, IStore store, TimeProvider clock, IReplayJournal? journal = null) =>
        silo.AddCountersign(new SiloServices(store, clock, journal));

    /// <summary>The same, with what the grains share made by the caller.</summary>
    public static ISiloBuilder AddCountersign(this ISiloBuilder silo, SiloServices shared)
    {
        silo.Services.AddCountersignWire().AddSingleton(shared);
        // F8: a system clock that is set back keeps Orleans from activating anything until it has caught up. Ours never goes back.
        if (shared.Clock is SteadyClock steady) silo.Services.AddSingleton<TimeProvider>(steady);
        return silo
            .LeavesInOrder()
            .AddIncomingGrainCallFilter<CallFilter>()
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = ActivationAges.Unknown;
                options.CollectionQuantum = ActivationAges.BetweenRounds;
            })
            .Configure<SiloMessagingOptions>(options =>
            {
                options.MaxEnqueuedRequestsHardLimit = QueueLimit;
                options.MaxForwardCount = MostForwards;
            });
    }
}
