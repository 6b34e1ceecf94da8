using Countersign.Engine;
using Countersign.Engine.Ports;

namespace Countersign.Stores.Registry;

/// <summary>How one process of many opens their store when it starts.</summary>
public static class StoreOpening
{
    /// <summary>Opens the store, and makes it when there is none; one that does not answer yet is asked again.</summary>
    /// <exception cref="StoreRefusedException">It did not answer for as long as it was waited for, or it will not be opened.</exception>
    public static Task<IStore> OpenWhenThere(
        this IStoreKind kind, StoreSettings settings, TimeProvider clock, StartPatience patience, CancellationToken cancel) =>
        patience.Until(
            () => Task.Run(() => kind.Open(settings, clock), cancel), failed => failed is StoreRefusedException { IsAway: true }, cancel);
}
