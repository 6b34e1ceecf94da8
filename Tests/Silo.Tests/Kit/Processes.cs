using System.Diagnostics;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.TestServers;
using Npgsql;

namespace Countersign.Silo.Tests.Kit;

/// <summary>Silos as processes of their own, on a database of the test's; none outlives this process.</summary>
internal sealed class Processes : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine starts slowly
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(45);   // a silo gives itself 15 s
    private readonly List<ServerProcess> _silos = [];
    private readonly string _connection;

    private Processes(string kind, string connection)
    {
        _connection = connection;
        Cluster = new(kind) { Table = kind, Connection = connection, Id = "c" + Guid.NewGuid().ToString("N")[..12] };
    }

    public ClusterSettings Cluster { get; }

    /// <param name="kind"><c>postgres</c> or <c>azure-storage</c>.</param>
    public static async Task<Processes> On(string kind)
    {
        if (kind == ClusterSettings.AzureStorage)
        {
            // One emulator of its own: a store has no name but its account's.
            return new(kind, (await AzuriteServer.Shared).Connection());
        }

        var server = await PostgresServer.Shared;
        var database = "silos_" + Guid.NewGuid().ToString("N");
        await using var source = NpgsqlDataSource.Create(server.Connection());
        await using var make = source.CreateCommand($"create database {database}");
        await make.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new(kind, server.Connection(database));
    }

    /// <summary>On a server of the test's own, which it may end.</summary>
    public static Processes On(PostgresServer server) => new(ClusterSettings.Postgres, server.Connection());

    /// <summary>One more silo; comes back when it is a member.</summary>
    public async Task<ServerProcess> Start()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-silo-").FullName;
        var file = Path.Combine(folder, "connection");
        await File.WriteAllTextAsync(file, _connection, TestContext.Current.CancellationToken);
        var silo = await ServerProcess.Start(
            [
                "dotnet", typeof(SiloSettings).Assembly.Location, "--clustering", Cluster.Table, "--store", Cluster.Table,
                "--store-connection-file", file, "--cluster-id", Cluster.Id, "--silo-port", $"{FreePort.Find()}",
                "--gateway-port", $"{FreePort.Find()}", "--health-urls", $"http://127.0.0.1:{FreePort.Find()}",
            ],
            "silo is ready", "TERM", Limit, folder);
        lock (_silos) _silos.Add(silo);
        return silo;
    }

    public static Task Kill(ServerProcess silo) => Signal(silo, "KILL");

    public static Task Stop(ServerProcess silo) => Signal(silo, "TERM");

    /// <summary>Comes back when the silo has ended.</summary>
    private static async Task Signal(ServerProcess silo, string signal)
    {
        using (var asked = Process.Start("kill", ["-" + signal, $"{silo.Id}"])) await asked.WaitForExitAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(LongestEnd);
        await silo.Ended(limit.Token);
    }

    public void Dispose()
    {
        foreach (var silo in _silos) silo.Dispose();
    }
}
