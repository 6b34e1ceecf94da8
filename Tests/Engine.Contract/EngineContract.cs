using Countersign.Engine.Contract.Hosts;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract;

/// <summary>The promises of every host. A host is one line a subject, in Suites.cs and ClusterSuites.cs.</summary>
public abstract class EngineContract(Hosting hosting)
{
    /// <summary>In real time, only to end a test that would otherwise hang.</summary>
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected Task<House> Open(bool isShared = false) => hosting.Open(isShared);

    private protected async Task<House> OpenFurnished(bool isShared = false) => await (await hosting.Open(isShared)).Furnish();

    /// <summary>A thousand times where a round costs next to nothing, fewer where each is written to a disk or sent to a silo.</summary>
    private protected async Task ForManyRounds(Func<Task> round)
    {
        for (var rounds = hosting is MemoryHosting ? 1000 : 40; rounds > 0; rounds--) await round();
    }

    private protected static UserAnswer Refused(Refusal why) => new UserAnswer.Refused(why);

    private protected static readonly UserAnswer Approved = new Decided(Outcome.Approved);

    /// <summary>All at once.</summary>
    private protected static Task<T[]> Together<T>(int count, Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => act(i))));
}
