using System.Diagnostics.Metrics;

namespace Countersign.Engine.Ports;

/// <summary>The place of a store.</summary>
/// <param name="Data">The data folder of the process.</param>
public sealed record StoreSettings(string Data)
{
    /// <summary>
    /// How to reach a store that is not in the data folder: an Npgsql connection string, or an account of Azure Storage. It may hold a
    /// password, so it is in no text that is shown. Null: none is set.
    /// </summary>
    public string? Connection { get; init; }

    public override string ToString() => Connection is null ? Data : $"{Data} and a connection";
}

/// <summary>
/// One kind of store, by the name that the setting <c>Countersign:Store</c> gives it. The only way in from outside the store's own folder:
/// nobody else names its types.
/// </summary>
public interface IStoreKind
{
    /// <summary>As <c>Countersign:Store</c> has it, lower case.</summary>
    string Name { get; }

    /// <summary>A warning to print when a server starts on this store, in one line; null: none.</summary>
    string? Caution { get; }

    /// <summary>Whether one process alone can use a store of this kind; a cluster on it has one silo.</summary>
    bool IsForOneProcess => false;

    /// <summary>Opens the store; makes it when there is none.</summary>
    /// <exception cref="StoreRefusedException">The message says why.</exception>
    IStore Open(StoreSettings settings, TimeProvider clock);

    /// <summary>Opens the store that is there, and makes none.</summary>
    /// <exception cref="StoreRefusedException">There is none, or it cannot be opened.</exception>
    IStore OpenExisting(StoreSettings settings, TimeProvider clock);

    /// <summary>What replay memories on this store have seen; null where nothing outlives the process.</summary>
    /// <param name="isOld">The store was put back from a backup: what lies beside it says nothing of what was seen since.</param>
    IReplayJournal? OpenJournal(StoreSettings settings, bool isOld) => null;

    /// <summary>Reads a whole store that no server holds: its structure, every row, the audit from its first record to its last.</summary>
    /// <exception cref="StoreRefusedException">A server holds it, or there is none to check.</exception>
    StoreCheck Check(StoreSettings settings);
}

/// <summary>A store that counts what it does.</summary>
public interface IStoreDiagnostics
{
    /// <summary>
    /// Creates the store's instruments, named <c>countersign.store.*</c>, on a meter that lives no longer than the store.
    /// </summary>
    void Measure(Meter meter);
}
