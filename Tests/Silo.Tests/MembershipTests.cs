using Countersign.Engine;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;
using Countersign.TestServers;

namespace Countersign.Silo.Tests;

/// <summary>Silos and gateways that find each other in PostgreSQL (CLU-1).</summary>
public sealed class MembershipTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_silo_joins_and_when_the_first_one_leaves_it_serves_what_was_written_before()
    {
        var (cluster, store) = (await Cluster(), InMemory.New());
        await using var gateway = new ClusterConnection(cluster, TimeProvider.System);
        var connecting = gateway.Begin(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await Membership.Prepare(cluster, Cancel);   // the gateway was there before the table
        var first = await TestSilo.Start(cluster, store);
        await connecting.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        var tenant = new TenantId("contoso");
        var made = await gateway.Engine.Ask(tenant, new TenantQuestion.Create(new(RandomValues.Handle())), Cancel);
        Assert.IsType<TenantAnswer.Is>(made.Answer);

        await using var second = await TestSilo.Start(cluster, store);
        for (var i = 0; i < 20; i++)
        {
            var user = new UserKey(tenant, new($"user{i}@contoso.example"));
            await TestConnection.Eventually(() => gateway.Engine.Ask(user, new ProvisionUser(true, null), Cancel).AsTask());
        }

        await first.DisposeAsync();
        var users = await TestConnection.Eventually(() => gateway.Engine.ListUsers(tenant, null, 100, Cancel).AsTask());
        Assert.Equal(20, users.Count);
        foreach (var user in users)
        {
            var key = new UserKey(tenant, user.Name);
            var described = await TestConnection.Eventually(() => gateway.Engine.Ask(key, new DescribeUser(), Cancel).AsTask());
            Assert.NotNull(described.Answer);
        }
    }

    [Fact]
    public async Task Processes_that_prepare_the_table_at_once_do_not_disturb_each_other()
    {
        var cluster = await Cluster();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Membership.Prepare(cluster, Cancel)));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_refuses_the_start_in_a_sentence_without_the_password()
    {
        var cluster = new ClusterSettings(ClusterSettings.Postgres)
        {
            Table = ClusterSettings.Postgres,
            Connection = $"Host=127.0.0.1;Port={FreePort.Find()};Username=nobody;Password=swordfish;Timeout=2",
        };
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => Membership.Prepare(cluster, Cancel));
        Assert.DoesNotContain("swordfish", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clusters_share_a_database_and_do_not_see_each_other()
    {
        var one = await Cluster();
        var other = one with { Id = "other" };
        await Membership.Prepare(one, Cancel);
        await using var silo = await TestSilo.Start(one, InMemory.New());
        var log = new FirstLine();
        await using var gateway = new ClusterConnection(other, TimeProvider.System);
        var connecting = gateway.Begin(log);
        await log.Line.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.False(connecting.IsCompleted);
    }

    /// <summary>A cluster in a schema of its own.</summary>
    private static async Task<ClusterSettings> Cluster()
    {
        var server = await PostgresServer.Shared;
        var schema = "cluster_" + Guid.NewGuid().ToString("N");
        await using var source = Npgsql.NpgsqlDataSource.Create(server.Connection());
        await using var make = source.CreateCommand($"create schema {schema}");
        await make.ExecuteNonQueryAsync(Cancel);
        return new(ClusterSettings.Postgres) { Table = ClusterSettings.Postgres, Connection = server.Connection(schema: schema) };
    }
}
