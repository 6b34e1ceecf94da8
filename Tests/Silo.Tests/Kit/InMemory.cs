using Countersign.Engine.Ports;
using Countersign.Stores.Memory;

namespace Countersign.Silo.Tests.Kit;

/// <summary>A store that the silos of one test share.</summary>
internal static class InMemory
{
    public static IStore New() => new MemoryStore(isExclusive: false);
}
