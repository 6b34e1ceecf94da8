using Countersign.TestServers;

namespace Countersign.LoadTests.Chaos;

/// <summary>The process that a store stands on; none for a store that is a file.</summary>
internal sealed class StoreServer : IDisposable
{
    private readonly IDisposable? _process;
    private readonly Func<int?, string?> _connection;

    private StoreServer(IDisposable? process, int? port, int? id, Func<int?, string?> connection) =>
        (_process, Port, Id, _connection) = (process, port, id, connection);

    /// <summary>Null: nobody listens.</summary>
    public int? Port { get; }

    /// <summary>The process to freeze; null: there is none.</summary>
    public int? Id { get; }

    /// <param name="port">Of a proxy in front of it; null: its own.</param>
    public string? Connection(int? port) => _connection(port);

    public static async Task<StoreServer> Start(string store)
    {
        switch (store)
        {
            case "postgres":
                var postgres = await PostgresServer.Start();
                return new(postgres, postgres.Port, postgres.Id, port => postgres.Connection(port: port));
            case "azure-storage":
                var azurite = await AzuriteServer.Start();
                return new(azurite, azurite.Port, azurite.Id, port => azurite.Connection(port));
            default:
                return new(null, null, null, _ => null);
        }
    }

    public void Dispose() => _process?.Dispose();
}
