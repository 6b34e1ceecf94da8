using Countersign.Engine.Contract.Storage;
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
    private protected abstract Task<(IStore Store, Func<Task> Clear)> OpenStore(TestClock clock, bool isShared);

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
            await clear();
        });
    }
}

public sealed class MemoryHosting : EmbeddedHosting
{
    private protected override Task<(IStore Store, Func<Task> Clear)> OpenStore(TestClock clock, bool isShared) =>
        Task.FromResult<(IStore, Func<Task>)>((new MemoryStore(isExclusive: !isShared), () => Task.CompletedTask));
}

public sealed class SqliteHosting : EmbeddedHosting
{
    private protected override Task<(IStore Store, Func<Task> Clear)> OpenStore(TestClock clock, bool isShared)
    {
        var folder = Directory.CreateTempSubdirectory("countersign-contract-");
        var store = SqliteStore.Open(Path.Combine(folder.FullName, "countersign.db"), clock);
        return Task.FromResult<(IStore, Func<Task>)>((store, () =>
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        }));
    }
}

public sealed class PostgresHosting : EmbeddedHosting
{
    private protected override async Task<(IStore Store, Func<Task> Clear)> OpenStore(TestClock clock, bool isShared)
    {
        var schema = await TestSchema.Make();
        return (await PostgresStore.Open(schema.Connection, clock), () => schema.DisposeAsync().AsTask());
    }
}
