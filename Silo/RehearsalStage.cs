using System.Net;
using System.Net.Sockets;
using Countersign.Engine;
using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace Countersign.Silo;

/// <summary>
/// A cluster of one silo in this process, on a store in memory, with a gateway's connection to it: everything that a silo does for people
/// is done once, before this one takes a place among others.
/// </summary>
internal static class RehearsalStage
{
    private const int People = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A rehearsal that fails is told of and left out: it is for speed alone.</summary>
    public static async Task Run(TimeProvider clock, Action<string> say, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            await Run(clock, limit.Token);
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            say($"The rehearsal was left out: {failed.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The way to the real store. What fails is left out.</summary>
    public static async Task Reach(IStore store, TimeProvider clock, Action<string> say, CancellationToken cancel)
    {
        try
        {
            await StoreRehearsal.Run(store, clock, cancel);
        }
        catch (StorageUnavailableException failed)
        {
            say($"The rehearsal of the store was left out: {failed.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task Run(TimeProvider clock, CancellationToken cancel)
    {
        var ports = FreePorts(2);
        var place = new SiloPlace(IPAddress.Loopback, ports[0], ports[1]);
        var cluster = new ClusterSettings(ClusterSettings.Localhost)
        {
            Id = "rehearsal", Silos = [new(IPAddress.Loopback, place.GatewayPort)], Times = new() { Answer = Longest },
        };
        await using var store = StoreRegistry.Find("memory").Open(new(""), clock);
        var builder = InnerHost.Create();
        builder.UseOrleans(silo => silo.UseCluster(cluster, place).AddCountersign(store, clock));
        using var host = builder.Build();
        await host.StartAsync(cancel);
        await using (var connection = new ClusterConnection(cluster, clock))
        {
            await connection.Begin(NullLogger.Instance).WaitAsync(cancel);
            await new Rehearsal(connection.Engine, clock).Run(People, cancel);
        }

        await host.StopAsync(cancel);
    }

    /// <summary>Of the loopback address; somebody else may take one before it is used, and then the rehearsal is left out.</summary>
    private static int[] FreePorts(int count)
    {
        TcpListener[] held = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            foreach (var one in held) one.Start();
            return [.. held.Select(one => ((IPEndPoint)one.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var one in held) one.Dispose();
        }
    }
}
