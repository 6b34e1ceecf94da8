using System.Net;
using System.Net.Sockets;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;
using Countersign.Stores.Memory;
using Countersign.TestServers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace Countersign.Engine.Contract.Cluster;

/// <summary>A gateway and a silo as they run in production: two hosts, sockets between them.</summary>
public sealed class ClusterClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_reaches_a_silo_over_the_network_and_says_so_when_it_cannot()
    {
        var (siloPort, gatewayPort) = (FreePort.Find(), FreePort.Find());
        await using var gateway = new ClusterConnection(Settings(gatewayPort), TimeProvider.System);
        var connecting = gateway.Begin(NullLogger.Instance);   // before there is a silo
        var engine = gateway.Engine;
        await Assert.ThrowsAsync<EngineUnavailableException>(async () => await engine.ListUsers(new("contoso"), null, 10, Cancel));
        var silo = Silo(siloPort, gatewayPort);
        await silo.StartAsync(Cancel);
        await connecting.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        var (tenant, user) = (new TenantId("contoso"), new UserName("ada@contoso.example"));
        var created = await engine.Ask(tenant, new TenantQuestion.Create(House.Request()), Cancel);
        Assert.IsType<TenantAnswer.Is>(created.Answer);
        Assert.IsType<UserAnswer.Done>((await engine.Ask(new UserKey(tenant, user), new ProvisionUser(true, null), Cancel)).Answer);
        Assert.Equal(user, Assert.Single(await engine.ListUsers(tenant, null, 10, Cancel)).Name);
        Assert.Equal(2, (await engine.ReadAudit(tenant, 0, 10, Cancel)).Count);

        await silo.StopAsync(Cancel);
        silo.Dispose();
        await Assert.ThrowsAsync<EngineUnavailableException>(() => engine.Ask(tenant, new TenantQuestion.Read(), Cancel).AsTask());
    }

    /// <summary>What a database's driver throws has no form on the wire; it must not be taken for a bug.</summary>
    [Fact]
    public async Task A_store_that_is_away_behind_a_silo_is_unavailable_to_a_gateway()
    {
        var (siloPort, gatewayPort) = (FreePort.Find(), FreePort.Find());
        var store = new FaultyStore(new MemoryStore()) { Cause = new OddException() };
        using var silo = Silo(siloPort, gatewayPort, store);
        await silo.StartAsync(Cancel);
        await using var gateway = new ClusterConnection(Settings(gatewayPort), TimeProvider.System);
        await gateway.Begin(NullLogger.Instance).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        store.IsUnavailable = true;
        await Assert.ThrowsAsync<EngineUnavailableException>(
            () => gateway.Engine.Ask(new TenantId("contoso"), new TenantQuestion.Read(), Cancel).AsTask());
        store.IsUnavailable = false;
        var created = await gateway.Engine.Ask(new TenantId("contoso"), new TenantQuestion.Create(House.Request()), Cancel);
        Assert.IsType<TenantAnswer.Is>(created.Answer);
        await silo.StopAsync(Cancel);
    }

    private sealed class OddException : Exception
    {
        public Socket? Line { get; init; }
    }

    private static IHost Silo(int siloPort, int gatewayPort) => Silo(siloPort, gatewayPort, new MemoryStore());

    private static IHost Silo(int siloPort, int gatewayPort, IStore store)
    {
        var builder = Quiet();
        builder.UseOrleans(silo => silo
            .UseCluster(Settings(gatewayPort), new(IPAddress.Loopback, siloPort, gatewayPort))
            .AddCountersign(store, TimeProvider.System));
        return builder.Build();
    }

    private static ClusterSettings Settings(int gatewayPort) =>
        new(ClusterSettings.Localhost) { Silos = [new(IPAddress.Loopback, gatewayPort)] };

    private static HostApplicationBuilder Quiet()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        return builder;
    }
}
