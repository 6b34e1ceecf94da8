using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
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

    /// <summary>The grains, the wire, and what bounds them. The store is one that all silos of the cluster share.</summary>
    public static ISiloBuilder AddCountersign(this ISiloBuilder silo, IStore store, TimeProvider clock, IPhoneWaker? phones = null)
    {
        silo.Services.AddCountersignWire().AddSingleton(new SiloServices(store, clock, phones ?? NoPhoneWaker.Instance));
        return silo
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
