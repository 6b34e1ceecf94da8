using Countersign.Engine.Ports;

namespace Countersign.Stores.Memory;

/// <summary>The store <c>memory</c>: for tests and trials. Everything in it ends with the process.</summary>
public sealed class MemoryKind : IStoreKind
{
    public string Name => "memory";

    public string? Caution => "Countersign:Store is 'memory': every user, phone and audit record is gone when this process ends.";

    public bool IsForOneProcess => true;

    public IStore Open(StoreSettings settings, TimeProvider clock) => new MemoryStore();

    public IStore OpenExisting(StoreSettings settings, TimeProvider clock) => throw Nothing();

    public StoreCheck Check(StoreSettings settings) => throw Nothing();

    private static StoreRefusedException Nothing() => new("The store 'memory' ends with its process: there is nothing to look at.");
}
