using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Stores.Postgres;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Hosts;

/// <summary>
/// Three silos, each a process of its own, that find each other where their store is. They stay up for all tests; each has a tenant of its
/// own. Another host beside them is a second cluster on the same store, of one silo.
/// </summary>
public abstract class ProcessHosting : Hosting, IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly SemaphoreSlim _starting = new(1);
    private StorePlace? _place;
    private FaultyStore? _faulty;
    private HookedStore? _hooked;
    private SiloProcesses? _three, _beside;

    private protected abstract Task<(StorePlace Place, IStore Store)> OpenStore();

    public async ValueTask InitializeAsync()
    {
        (_place, var store) = await OpenStore();
        (_faulty, _hooked) = Wrap(store, isExclusive: false);
        _three = await SiloProcesses.Start(_place, 3, _clock, _faulty, _hooked, TellAll);
    }

    public async ValueTask DisposeAsync()
    {
        if (_three is not null) await _three.DisposeAsync();
        if (_beside is not null) await _beside.DisposeAsync();
        if (_hooked is not null) await _hooked.DisposeAsync();
        _starting.Dispose();
    }

    internal override async Task<RunningHost> Start(IStore store, TimeProvider clock)
    {
        await _starting.WaitAsync();
        try
        {
            _beside ??= await SiloProcesses.Start(_place!, 1, _clock, _faulty!, _hooked!, TellAll);
        }
        finally
        {
            _starting.Release();
        }

        return new(_beside.Engine, () => ValueTask.CompletedTask);
    }

    private Task TellAll(string what) =>
        Task.WhenAll(new[] { _three, _beside }.OfType<SiloProcesses>().Select(cluster => cluster.TellSilos(what)));

    internal override Task<House> Open(bool isShared = false) => Task.FromResult(new House(
        this, new(_three!.Engine, () => ValueTask.CompletedTask), _clock, _faulty!, _hooked!, () => ValueTask.CompletedTask));
}

public sealed class PostgresProcessHosting : ProcessHosting
{
    private protected override async Task<(StorePlace, IStore)> OpenStore()
    {
        var connection = (await TestSchema.Make()).Connection;
        return (new(ClusterSettings.Postgres, connection), await EmptyStore.OpenPostgres(connection));
    }
}

public sealed class AzureProcessHosting : ProcessHosting
{
    private protected override async Task<(StorePlace, IStore)> OpenStore()
    {
        var (connection, prefix) = ((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
        return (new(ClusterSettings.AzureStorage, connection, prefix), await AzureScene.OpenStore(connection, prefix));
    }
}

[CollectionDefinition(nameof(PostgresProcessHosting))]
public sealed class PostgresProcessCollection : ICollectionFixture<PostgresProcessHosting>;

[CollectionDefinition(nameof(AzureProcessHosting))]
public sealed class AzureProcessCollection : ICollectionFixture<AzureProcessHosting>;
