using Countersign.Engine.Ports;
using Countersign.Stores.Memory;

namespace Countersign.Silo.Tests.Kit;

/// <summary>A store that the silos of one test share, unless it is one's alone.</summary>
internal static class InMemory
{
    public static IStore New(bool isExclusive = false) => new MemoryStore(isExclusive);
}
