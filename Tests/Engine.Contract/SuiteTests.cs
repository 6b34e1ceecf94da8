using System.Reflection;
using Countersign.Engine.Contract.Hosts;

namespace Countersign.Engine.Contract;

/// <summary>Every host runs the whole contract: as many tests as every other, none of its own.</summary>
public sealed class SuiteTests(ITestOutputHelper output)
{
    private static readonly Type[] Hosts =
    [
        typeof(MemoryHosting), typeof(SqliteHosting), typeof(PostgresHosting), typeof(AzureHosting), typeof(MemoryClusterHosting),
        typeof(PostgresClusterHosting), typeof(AzureClusterHosting), typeof(PostgresProcessHosting), typeof(AzureProcessHosting),
    ];

    private static readonly Dictionary<Type, string> Suffixes = new()
    {
        [typeof(MemoryHosting)] = "InMemory",
        [typeof(SqliteHosting)] = "OnSqlite",
        [typeof(PostgresHosting)] = "OnPostgres",
        [typeof(AzureHosting)] = "OnAzure",
        [typeof(MemoryClusterHosting)] = "InCluster",
        [typeof(PostgresClusterHosting)] = "InPostgresCluster",
        [typeof(AzureClusterHosting)] = "InAzureCluster",
        [typeof(PostgresProcessHosting)] = "InPostgresProcesses",
        [typeof(AzureProcessHosting)] = "InAzureProcesses",
    };

    [Fact]
    public void Every_host_runs_the_same_tests()
    {
        var types = typeof(EngineContract).Assembly.GetTypes();
        var contracts = types.Where(type => type.IsAbstract && type.BaseType == typeof(EngineContract)).ToArray();
        Assert.NotEmpty(contracts);
        foreach (var host in Hosts)
        {
            var suites = types
                .Where(type => contracts.Contains(type.BaseType) && type.Name.EndsWith(Suffixes[host], StringComparison.Ordinal))
                .ToArray();
            output.WriteLine($"{host.Name}: {suites.Sum(Tests)} tests in {suites.Length} suites");
            Assert.Equal(contracts.OrderBy(type => type.Name), suites.Select(suite => suite.BaseType!).OrderBy(type => type.Name));
            Assert.Equal(contracts.Sum(Tests), suites.Sum(Tests));
        }

        Assert.Equal(contracts.Length * Hosts.Length, types.Count(type => type.IsSubclassOf(typeof(EngineContract)) && !type.IsAbstract));
    }

    private static int Tests(Type suite) => suite.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Count(method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any());
}
