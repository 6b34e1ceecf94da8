using Countersign.Engine.Embedded;
using Countersign.Engine.Keepers;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Grains;

/// <summary>What all grains of one silo share.</summary>
public sealed class Premises(IStore store, TimeProvider clock)
{
    public IStore Store => store;

    public TimeProvider Clock => clock;

    public TenantDirectory Tenants { get; } = new(store, clock);

    public StoredLists Lists { get; } = new(store);

    /// <summary>A grain and all who wait at it are on the same silo, so one set of bells serves them all.</summary>
    public Hints Hints { get; } = new(clock);
}
