using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;

namespace Countersign.Engine.Contract.Hosts;

/// <summary>One kind of host the contract runs on.</summary>
public abstract class Hosting
{
    /// <summary>Another host of this kind on a store that is there already.</summary>
    internal abstract Task<RunningHost> Start(IStore store, TimeProvider clock);

    /// <summary>A host for one test, with nobody in it that the test knows.</summary>
    /// <param name="isShared">Whether the store is to be shared with a second host.</param>
    internal abstract Task<House> Open(bool isShared = false);

    private protected static (FaultyStore Faulty, HookedStore Hooked) Wrap(IStore store, bool isExclusive)
    {
        var faulty = new FaultyStore(store);
        return (faulty, new HookedStore(faulty, isExclusive));
    }
}

/// <summary>A host that runs until it is disposed of; its store stays.</summary>
internal sealed class RunningHost(ISignInEngine engine, Func<ValueTask> stop) : IAsyncDisposable
{
    public ISignInEngine Engine => engine;

    public ValueTask DisposeAsync() => stop();
}
