using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>The store <c>azure-storage</c>: tables of an account of Azure Storage, for any number of processes.</summary>
public sealed class AzureStorageKind : IStoreKind
{
    /// <summary>The tables' names begin with it.</summary>
    private const string Prefix = "countersign";

    public string Name => "azure-storage";

    public string? Caution => null;

    public IStore Open(StoreSettings settings, TimeProvider clock) => Open(settings, clock, isNew: true);

    public IStore OpenExisting(StoreSettings settings, TimeProvider clock) => Open(settings, clock, isNew: false);

    public StoreCheck Check(StoreSettings settings) => AzureCheck.Run(ConnectionIn(settings), Prefix).GetAwaiter().GetResult();

    /// <summary>Its limits are of real time: a request takes what it takes, whatever clock the engine goes by.</summary>
    private static AzureStore Open(StoreSettings settings, TimeProvider clock, bool isNew) =>
        AzureStore.Open(ConnectionIn(settings), Prefix, TimeProvider.System, clock, isNew).GetAwaiter().GetResult();

    private static string ConnectionIn(StoreSettings settings) => settings.Connection ?? throw new StoreRefusedException(
        "The store 'azure-storage' needs Countersign:StoreConnection: a connection string, or https://ACCOUNT.table.core.windows.net.");
}
