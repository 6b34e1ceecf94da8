using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Contract.Storage.Azure;
using Countersign.Engine.Embedded;
using Countersign.Engine.Ports;
using Countersign.Stores.Memory;
using Countersign.Stores.Postgres;
using Countersign.Stores.Sqlite;
using Countersign.TestServers;

namespace Countersign.Engine.Contract.Hosts;

/// <summary>One process. Each test has a host and a store of its own.</summary>
public abstract class EmbeddedHosting : Hosting
{
    private protected abstract ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared);

    internal override Task<RunningHost> Start(IStore store, TimeProvider clock) =>
        Task.FromResult(new RunningHost(new EmbeddedEngine(store, clock), () => ValueTask.CompletedTask));

    internal override async Task<House> Open(bool isShared = false)
    {
        var clock = new TestClock();
        var (store, clear) = await OpenStore(clock, isShared);
        var (faulty, hooked) = Wrap(store, store.IsExclusive && !isShared);
        return new(this, await Start(hooked, clock), clock, faulty, hooked, async () =>
        {
            await hooked.DisposeAsync();
            clear();
        });
    }
}

public sealed class MemoryHosting : EmbeddedHosting
{
    private protected override ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared) =>
        new((new MemoryStore(isExclusive: !isShared), () => { }));
}

public sealed class SqliteHosting : EmbeddedHosting
{
    private protected override ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared)
    {
        var folder = Directory.CreateTempSubdirectory("countersign-contract-");
        return new((SqliteStore.Open(Path.Combine(folder.FullName, "countersign.db"), clock), () => folder.Delete(recursive: true)));
    }
}

public sealed class PostgresHosting : EmbeddedHosting
{
    private protected override async ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared) =>
        (await EmptyStore.OpenPostgres((await TestSchema.Make()).Connection, clock), () => { });   // the schema goes with its server
}

public sealed class AzureHosting : EmbeddedHosting
{
    private protected override async ValueTask<(IStore Store, Action Clear)> OpenStore(TestClock clock, bool isShared)
    {
        var connection = (await AzuriteServer.Shared).Connection();
        return (await AzureScene.OpenStore(connection, AzuriteServer.NewPrefix()), () => { });
    }
}
