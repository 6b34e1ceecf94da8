using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Countersign.Grains;

/// <summary>How long grains stay in memory without being asked anything.</summary>
/// <remarks>
/// Any name and any handle can be asked for, so a grain that found no row leaves soon (I17). It does not leave at once: a thousand
/// questions for one unknown name would each be turned away by a leaving grain.
/// </remarks>
internal static class Stay
{
    public static readonly TimeSpan OfTheUnknown = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan OfTheKnown = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(5);
}

/// <summary>A silo that hosts the machines.</summary>
public static class SiloSetup
{
    /// <summary>As many questions as may wait for one key in the embedded host.</summary>
    private const int QueueLimit = Engine.Embedded.Seats<string, object>.QueueLimit;

    /// <summary>How often a question may be passed on while duplicate activations make way for each other (I13).</summary>
    private const int MostForwards = 16;

    /// <summary>The grains, the wire, and what bounds them. The store is one that all silos of the cluster share.</summary>
    public static ISiloBuilder AddCountersign(this ISiloBuilder silo, IStore store, TimeProvider clock)
    {
        silo.Services.AddCountersignWire().AddSingleton(new Premises(store, clock));
        return silo
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = Stay.OfTheUnknown;
                options.CollectionQuantum = Stay.BetweenRounds;
            })
            .Configure<SiloMessagingOptions>(options =>
            {
                options.MaxEnqueuedRequestsHardLimit = QueueLimit;
                options.MaxForwardCount = MostForwards;
            });
    }
}
