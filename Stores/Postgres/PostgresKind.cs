using Countersign.Engine.Ports;

namespace Countersign.Stores.Postgres;

/// <summary>The store <c>postgres</c>: a PostgreSQL database, for several processes.</summary>
public sealed class PostgresKind : IStoreKind
{
    public string Name => "postgres";

    public string? Caution => null;

    public IStore Open(StoreSettings settings, TimeProvider clock) =>
        Now(() => PostgresStore.Open(settings.Connection, clock));

    public IStore OpenExisting(StoreSettings settings, TimeProvider clock) =>
        Now(() => PostgresStore.Open(settings.Connection, clock, onlyLooks: true));

    /// <summary>Of one moment; servers may go on meanwhile.</summary>
    public StoreCheck Check(StoreSettings settings) => Now(() => PostgresCheck.Run(settings.Connection));

    // The port opens stores in one step, at the start of a process.
    private static T Now<T>(Func<Task<T>> open) => Task.Run(open).GetAwaiter().GetResult();
}
