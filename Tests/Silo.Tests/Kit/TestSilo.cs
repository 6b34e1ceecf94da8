using System.Net;
using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SignIn;
using Countersign.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Core.Internal;

namespace Countersign.Silo.Tests.Kit;

/// <summary>A silo in this process, with sockets of its own, on a store that the test shares among several.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host, SiloPlace place, SiloServices shared) => (_host, Place, Shared) = (host, place, shared);

    public SiloPlace Place { get; }

    public SiloServices Shared { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<TestSilo> Start(
        ClusterSettings cluster, IStore store, int? mostUnderWay = null, int? gatewayPort = null, TimeProvider? clock = null)
    {
        var place = new SiloPlace(IPAddress.Loopback, FreePort.Find(), gatewayPort ?? FreePort.Find());
        var shared = new SiloServices(store, clock ?? TimeProvider.System)
        {
            MostUnderWay = mostUnderWay ?? SiloServices.DefaultMostUnderWay,
        };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseCluster(cluster, place).AddCountersign(shared));
        builder.Services.AddHostedService<Keeping>();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host, place, shared);
    }

    /// <summary>The user's grain leaves, for whatever reason a grain may have.</summary>
    public async Task Leave(UserKey user) => await _host.Services.GetRequiredService<IGrainFactory>()
        .GetGrain<IUserGrain>(user.ToKey()).AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>As SIGTERM does. It does not stop yet.</summary>
    public void TellToStop() => _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

/// <summary>A gateway's connection, for tests.</summary>
internal static class TestConnection
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);   // generous: a busy machine is slow

    /// <summary>Comes back when a silo was reached.</summary>
    public static async Task<ClusterConnection> To(ClusterSettings settings)
    {
        var connection = new ClusterConnection(settings, TimeProvider.System);
        await connection.Begin(NullLogger.Instance).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Asks until it is answered; what was refused meanwhile was refused for want of a silo.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T>> ask)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (EngineUnavailableException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
