using Countersign.Engine.Machines;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Grains;

/// <summary>Hosts one challenge, and those who wait for its end.</summary>
/// <remarks>A challenge is asked for the time of one sign-in, and whoever waits for its end keeps its grain in memory.</remarks>
public sealed class ChallengeGrain(SiloServices silo)
    : MachineGrain<ChallengeState, ChallengeQuestion, ChallengeAnswer, ChallengeEvent>(key =>
        new ChallengeHost(new ChallengeId(key), silo.Store, silo.Clock), staysIfKnown: null),
        IChallengeGrain
{
    private ChallengeId Id => new(this.GetPrimaryKeyString());

    public Task<long> WaitForChange(long seen, TimeSpan most, CancellationToken cancel) =>
        silo.Changes.Wait(Id, seen, most, cancel).AsTask();

    public Task NotifyChange()
    {
        silo.Changes.Notify(Id);
        return Task.CompletedTask;
    }
}
