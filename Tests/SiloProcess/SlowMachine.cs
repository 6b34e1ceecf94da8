namespace Countersign.SiloProcess;

/// <summary>What tests allow a machine that has much else to do: there, a store is only slow, and not away.</summary>
public static class SlowMachine
{
    /// <summary>Of connecting to a store, and of each of its answers. A test of the limit itself takes the store's own.</summary>
    public static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(30);
}
