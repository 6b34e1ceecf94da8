using System.Net;
using System.Net.Sockets;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace Countersign.Engine.Contract.Cluster;

/// <summary>A gateway and a silo as they run in production: two hosts, sockets between them.</summary>
public sealed class ClusterClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_reaches_a_silo_over_the_network_and_says_so_when_it_cannot()
    {
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        using var gateway = Gateway(gatewayPort);
        var starting = gateway.StartAsync(Cancel);   // before there is a silo
        var silo = Silo(siloPort, gatewayPort);
        await silo.StartAsync(Cancel);
        await starting;

        var engine = gateway.Services.GetRequiredService<ISignInEngine>();
        var (tenant, user) = (new TenantId("contoso"), new UserName("ada@contoso.example"));
        var created = await engine.Ask(tenant, new TenantCommand.Create(House.Request()), Cancel);
        Assert.IsType<TenantAnswer.Is>(created);
        Assert.IsType<UserAnswer.Done>(await engine.Ask(new UserKey(tenant, user), new UserCommand.Provision(true, null), Cancel));
        Assert.Equal(user, Assert.Single(await engine.ListUsers(tenant, null, 10, Cancel)).Name);
        Assert.Equal(2, (await engine.ReadAudit(tenant, 0, 10, Cancel)).Count);

        await silo.StopAsync(Cancel);
        silo.Dispose();
        await Assert.ThrowsAsync<EngineUnavailableException>(() => engine.Ask(tenant, new TenantCommand.Read(), Cancel).AsTask());
        await gateway.StopAsync(Cancel);
    }

    private static IHost Silo(int siloPort, int gatewayPort)
    {
        var builder = Quiet();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                siloPort, gatewayPort, new(IPAddress.Loopback, siloPort), Grains.Interfaces.Cluster.Name, Grains.Interfaces.Cluster.Name)
            .AddCountersign(new MemoryStore(), TimeProvider.System));
        return builder.Build();
    }

    private static IHost Gateway(int gatewayPort)
    {
        var builder = Quiet();
        builder.AddCountersignCluster(new IPEndPoint(IPAddress.Loopback, gatewayPort));
        return builder.Build();
    }

    private static HostApplicationBuilder Quiet()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>Below the ports that the system hands out to others.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }
}
