using Countersign.Engine.Ports;
using Countersign.Stores.Memory;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>The store of the tests here.</summary>
internal static class InMemory
{
    /// <param name="isExclusive">False when several gateways share it.</param>
    public static IStore Store(bool isExclusive = true) => new MemoryStore(isExclusive);
}
