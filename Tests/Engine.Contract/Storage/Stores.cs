using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Ports;
using Countersign.SiloProcess;
using Countersign.Stores.Memory;
using Countersign.Stores.Postgres;
using Countersign.Stores.Sqlite;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Storage;

/// <summary>An empty store for one test, and what goes with it when it is done.</summary>
internal sealed class EmptyStore(IStore store, Func<ValueTask>? forget = null) : IAsyncDisposable
{
    public IStore Store => store;

    public static Task<EmptyStore> InMemory() => Task.FromResult(new EmptyStore(new MemoryStore()));

    public static Task<EmptyStore> OnSqlite()
    {
        var folder = new TemporaryFolder();
        return Task.FromResult(new EmptyStore(SqliteStore.Open(folder.File("store.db"), TimeProvider.System), () =>
        {
            folder.Dispose();
            return default;
        }));
    }

    /// <summary>With a limit so generous that a busy machine is only slow.</summary>
    public static Task<PostgresStore> OpenPostgres(string connection, TimeProvider? clock = null) =>
        PostgresStore.Open(connection, clock ?? TimeProvider.System, limit: SlowMachine.StoreLimit);

    public static async Task<EmptyStore> InPostgres()
    {
        var schema = await TestSchema.Make();
        return new(await OpenPostgres(schema.Connection), schema.DisposeAsync);
    }

    public static async Task<EmptyStore> OnAzure() =>
        new(await AzureScene.OpenStore((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix()));

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        if (forget is not null) await forget();
    }
}

public sealed class MemoryStoreContract : StoreContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.InMemory();
}

public sealed class SqliteStoreContract : StoreContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.OnSqlite();
}

public sealed class PostgresStoreContract : StoreContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.InPostgres();
}

public sealed class StoreContractOnAzure : StoreContract
{
    private protected override Task<EmptyStore> Open() => EmptyStore.OnAzure();
}

/// <summary>A folder of this test alone, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("countersign-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
