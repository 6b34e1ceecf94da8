using Countersign.Engine.Ports;

namespace Countersign.Stores.Sqlite;

/// <summary>The store <c>sqlite</c>: one file in the data folder, for the one process that holds it. The default.</summary>
public sealed class SqliteKind : IStoreKind
{
    private const string FileName = "countersign.db";

    public string Name => "sqlite";

    public string? Caution => null;

    public bool IsForOneProcess => true;

    public IStore Open(StoreSettings settings, TimeProvider clock)
    {
        Directory.CreateDirectory(settings.Data);
        return SqliteStore.Open(DatabaseIn(settings), clock);
    }

    public IStore OpenExisting(StoreSettings settings, TimeProvider clock) =>
        File.Exists(DatabaseIn(settings))
            ? SqliteStore.OpenToRead(DatabaseIn(settings), clock)   // whoever only looks changes nothing
            : throw new StoreRefusedException($"There is no database {DatabaseIn(settings)}.");

    public IReplayJournal? OpenJournal(StoreSettings settings, bool isOld) => ReplayJournal.Open(settings.Data, isOld);

    public StoreCheck Check(StoreSettings settings) => SqliteCheck.Run(DatabaseIn(settings));

    private static string DatabaseIn(StoreSettings settings) => Path.Combine(settings.Data, FileName);
}
