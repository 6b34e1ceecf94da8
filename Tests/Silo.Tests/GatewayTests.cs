using System.Diagnostics;
using System.Net;
using Countersign.Engine;
using Countersign.Gateway;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.TestServers;

namespace Countersign.Silo.Tests;

/// <summary>A gateway in front of a cluster, and one with a silo of its own.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("countersign-gateway-").FullName;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_gateway_without_silos_starts_is_not_ready_and_serves_as_soon_as_one_comes()
    {
        var server = await PostgresServer.Shared;
        var cluster = new ClusterSettings(ClusterSettings.Postgres)
        {
            Table = ClusterSettings.Postgres, Connection = server.Connection(), Id = "gateway-" + Guid.NewGuid().ToString("N"),
        };
        await using var gateway = await GatewayHost.Start(Settings() with { Engine = "cluster", Cluster = cluster }, TimeProvider.System);
        var ready = new Uri(gateway.PublicUrl + "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync(ready, Cancel)).StatusCode);
        using var refused = await _client.GetAsync(new Uri(gateway.PublicUrl + "/contoso/v1/session"), Cancel);
        Assert.NotEqual(HttpStatusCode.InternalServerError, refused.StatusCode);

        await Membership.Prepare(cluster, Cancel);
        await using var silo = await TestSilo.Start(cluster, InMemory.New());
        await IsReady(ready);
    }

    [Fact]
    public async Task When_the_last_silo_is_gone_the_gateway_refuses_soon_and_serves_the_next_one()
    {
        var place = FreePort.Find();
        var cluster = new ClusterSettings(ClusterSettings.Localhost) { Silos = [new(IPAddress.Loopback, place)] };
        await using var gateway = await GatewayHost.Start(Settings() with { Engine = "cluster", Cluster = cluster }, TimeProvider.System);
        var ready = new Uri(gateway.PublicUrl + "/health/ready");
        var store = InMemory.New();
        await using (await TestSilo.Start(cluster, store, gatewayPort: place)) await IsReady(ready);

        var asked = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync(ready, Cancel)).StatusCode);
        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(20));   // three seconds; generous, for a busy machine
        await using (await TestSilo.Start(cluster, store, gatewayPort: place)) await IsReady(ready);
    }

    [Fact]
    public async Task A_gateway_with_a_silo_of_its_own_serves()
    {
        var settings = Settings() with
        {
            Engine = "cohosted", Store = "memory", Place = new(IPAddress.Loopback, FreePort.Find(), FreePort.Find()),
        };
        await using var gateway = await GatewayHost.Start(settings, new SteadyClock(TimeProvider.System));
        await IsReady(new(gateway.PublicUrl + "/health/ready"));
    }

    private GatewaySettings Settings() => GatewaySettings.Default with
    {
        Data = _data, Urls = "http://127.0.0.1:0", AdminUrls = "http://127.0.0.1:0", AdminToken = new('a', 40),
    };

    private async Task IsReady(Uri ready)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await _client.GetAsync(ready, limit.Token)).StatusCode != HttpStatusCode.OK) await Task.Delay(50, limit.Token);
    }
}
