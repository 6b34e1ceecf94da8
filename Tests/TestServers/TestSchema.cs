using Npgsql;

namespace Countersign.TestServers;

/// <summary>A schema of this test alone, on the one PostgreSQL server of this process; removed with all that is in it.</summary>
public sealed class TestSchema : IAsyncDisposable
{
    private static readonly Lazy<Task<NpgsqlDataSource>> Server =
        new(async () => NpgsqlDataSource.Create((await PostgresServer.Shared).Connection()));

    private static int _made;

    private readonly string _name = "s" + Interlocked.Increment(ref _made);
    private readonly PostgresServer _server;

    private TestSchema(PostgresServer server) => _server = server;

    public string Connection => _server.Connection(schema: _name);

    /// <summary>By way of a proxy.</summary>
    public string ConnectionBy(int port) => _server.Connection(schema: _name, port: port);

    /// <summary>As the role named after this schema.</summary>
    public string ConnectionOf(string role) => new NpgsqlConnectionStringBuilder(Connection)
    {
        Username = $"{_name}_{role}", Password = role,
    }.ConnectionString;

    public static async Task<TestSchema> Make()
    {
        var schema = new TestSchema(await PostgresServer.Shared);
        await Run($"CREATE SCHEMA {schema._name}");
        return schema;
    }

    /// <summary>What stands in the first column of the first row; <c>{schema}</c> is this one's name.</summary>
    public async Task<object?> Ask(string sql)
    {
        await using var command = (await Server.Value).CreateCommand(sql.Replace("{schema}", _name, StringComparison.Ordinal));
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync() => await Run($"DROP SCHEMA {_name} CASCADE");

    private static async Task Run(string sql)
    {
        await using var command = (await Server.Value).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
