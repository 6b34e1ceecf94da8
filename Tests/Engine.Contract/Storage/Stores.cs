using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Ports;
using Countersign.Stores.Memory;
using Countersign.Stores.Postgres;
using Countersign.Stores.Sqlite;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Storage;

public sealed class MemoryStoreContract : StoreContract
{
    protected override Task<IStore> Open() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class SqliteStoreContract : StoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<IStore> Open() => Task.FromResult<IStore>(SqliteStore.Open(_folder.File("store.db"), TimeProvider.System));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class PostgresStoreContract : StoreContract
{
    private TestSchema _schema = null!;

    protected override async Task<IStore> Open()
    {
        _schema = await TestSchema.Make();
        return await PostgresStore.Open(_schema.Connection, TimeProvider.System);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _schema.DisposeAsync();
    }
}

public sealed class StoreContractOnAzure : StoreContract
{
    protected override async Task<IStore> Open() => await AzureScene.OpenStore(
        (await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
}

/// <summary>A folder of this test alone, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("countersign-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
