using System.Diagnostics;
using Countersign.Engine;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users.Administration;

namespace Countersign.Silo.Tests;

/// <summary>Three silos as they run in production (CLU-1, CLU-2, D-06). How long a silence lasts is for the load tests to judge.</summary>
public sealed class ProcessTests(ITestOutputHelper output)
{
    private const int Users = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ClusterSettings.Postgres)]
    [InlineData(ClusterSettings.AzureStorage)]
    public async Task Killed_stopped_and_added_silos_lose_nothing_and_the_others_serve(string kind)
    {
        using var processes = await Processes.On(kind);
        var silos = new List<TestServers.ServerProcess> { await processes.Start(), await processes.Start(), await processes.Start() };
        await using var one = await TestConnection.To(processes.Cluster);
        await using var other = await TestConnection.To(processes.Cluster);
        var tenant = new TenantId("t" + Guid.NewGuid().ToString("N")[..12]);
        await Eventually(() => one.Engine.Ask(tenant, new TenantQuestion.Create(new(RandomValues.Handle())), Cancel));
        for (var i = 0; i < Users; i++) await Eventually(() => one.Engine.Ask(Key(tenant, i), new ProvisionUser(true, null), Cancel));

        await Processes.Kill(silos[0]);
        await AllAreThere("kill -9", other, tenant);
        await Processes.Stop(silos[1]);
        await AllAreThere("SIGTERM", one, tenant);
        await processes.Start();
        await AllAreThere("a new silo", other, tenant);
        Assert.Equal(Users, (await Eventually(() => other.Engine.ListUsers(tenant, null, 1000, Cancel))).Count);
    }

    [Fact]
    public async Task A_silo_that_is_told_to_stop_while_its_database_is_away_ends_all_the_same()
    {
        using var server = await TestServers.PostgresServer.Start();
        using var processes = Processes.On(server);
        var silos = new List<TestServers.ServerProcess> { await processes.Start(), await processes.Start() };
        server.Dispose();
        await Task.WhenAll(silos.Select(Processes.Stop));
    }

    /// <summary>Every user answers as before, and a change is taken.</summary>
    /// <summary>
    /// What a silo was asked as it left is answered, or refused so that it can be asked again: nothing waits for its time-out, which is
    /// minutes here (CLU-3).
    /// </summary>
    [Fact]
    public async Task No_question_is_lost_when_a_silo_leaves()
    {
        using var processes = await Processes.On(ClusterSettings.AzureStorage);
        var silos = new Queue<TestServers.ServerProcess>([await processes.Start(), await processes.Start(), await processes.Start()]);
        await using var gateway = await TestConnection.To(processes.Cluster with { Times = new() { Answer = TimeSpan.FromMinutes(5) } });
        var tenant = new TenantId("contoso");
        await gateway.Engine.Ask(tenant, new TenantQuestion.Create(new(RandomValues.Handle())), Cancel);

        using var left = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 8).Select(number => Ask(number, left.Token)).ToArray();
        for (var leaving = 0; leaving < 2; leaving++)
        {
            await Processes.Stop(silos.Dequeue());
            silos.Enqueue(await processes.Start());
        }

        await left.CancelAsync();
        await Task.WhenAll(asking).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        Assert.All(asking, asked => Assert.True(asked.Result > 0, "nobody was asked"));

        async Task<int> Ask(int number, CancellationToken enough)
        {
            var (asked, user) = (0, new UserKey(tenant, new($"user{number}@contoso.example")));
            do
            {
                await TestConnection.Eventually(() => gateway.Engine.Ask(user, new ProvisionUser(true, null), Cancel).AsTask());
                asked++;
            }
            while (!enough.IsCancellationRequested);

            return asked;
        }
    }

    private async Task AllAreThere(string what, ClusterConnection gateway, TenantId tenant)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Users; i++)
        {
            var described = await Eventually(() => gateway.Engine.Ask(Key(tenant, i), new DescribeUser(), Cancel));
            Assert.NotNull(described.Answer);
            await Eventually(() => gateway.Engine.Ask(Key(tenant, i), new ProvisionUser(true, null), Cancel));
        }

        output.WriteLine($"{what}: all served after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static UserKey Key(TenantId tenant, int number) => new(tenant, new($"user{number}@contoso.example"));

    private static Task<T> Eventually<T>(Func<ValueTask<T>> ask) => TestConnection.Eventually(() => ask().AsTask());
}
