using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Ports;
using Countersign.Grains;
using Countersign.Grains.Interfaces;
using Countersign.Stores.Memory;
using Countersign.TestServers;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Countersign.Engine.Contract.Hosts;

/// <summary>A cluster of two silos on one store. It stays up for all tests, one after the other; each has a tenant of its own.</summary>
public abstract class ClusterHosting : Hosting, IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private FaultyStore? _faulty;
    private HookedStore? _hooked;
    private RunningHost? _host;

    private protected abstract ValueTask<IStore> OpenStore();

    public async ValueTask InitializeAsync()
    {
        (_faulty, _hooked) = Wrap(await OpenStore(), isExclusive: false);
        _host = await Start(_hooked, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_hooked is not null) await _hooked.DisposeAsync();
    }

    internal override async Task<RunningHost> Start(IStore store, TimeProvider clock)
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => silo.AddCountersign(store, clock));
        builder.ConfigureClient(client => client.Services.AddCountersignWire());
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(new ClusterEngine(cluster.Client, clock), () => cluster.DisposeAsync());
    }

    internal override Task<House> Open(bool isShared = false) =>
        Task.FromResult(new House(this, new(_host!.Engine, () => ValueTask.CompletedTask), _clock, _faulty!, _hooked!,
            () => ValueTask.CompletedTask));
}

public sealed class MemoryClusterHosting : ClusterHosting
{
    private protected override ValueTask<IStore> OpenStore() => new(new MemoryStore(isExclusive: false));
}

public sealed class PostgresClusterHosting : ClusterHosting
{
    private protected override async ValueTask<IStore> OpenStore() =>
        await EmptyStore.OpenPostgres((await TestSchema.Make()).Connection);
}

public sealed class AzureClusterHosting : ClusterHosting
{
    private protected override async ValueTask<IStore> OpenStore() =>
        await AzureScene.OpenStore((await AzuriteServer.Shared).Connection(), AzuriteServer.NewPrefix());
}

[CollectionDefinition(nameof(MemoryClusterHosting))]
public sealed class MemoryClusterCollection : ICollectionFixture<MemoryClusterHosting>;

[CollectionDefinition(nameof(PostgresClusterHosting))]
public sealed class PostgresClusterCollection : ICollectionFixture<PostgresClusterHosting>;

[CollectionDefinition(nameof(AzureClusterHosting))]
public sealed class AzureClusterCollection : ICollectionFixture<AzureClusterHosting>;
