using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;

namespace Countersign.Grains;

/// <summary>Hosts one challenge, and those who wait for its end.</summary>
public sealed class ChallengeGrain : Grain, IChallengeGrain
{
    private readonly Premises _premises;
    private readonly ChallengeId _challenge;
    private readonly ChallengeKeeper _keeper;

    public ChallengeGrain(Premises premises)
    {
        (_premises, _challenge) = (premises, new(this.GetPrimaryKeyString()));
        _keeper = new(_challenge, premises.Store, premises.Clock);
    }

    public async Task<ChallengeAnswer> Ask(ChallengeCommand command, CancellationToken cancel) =>
        await Availability.Of(() => _keeper.Ask(command, cancel));

    public Task<long> Listen(long seen, TimeSpan most, CancellationToken cancel) =>
        _premises.Hints.Listen(_challenge, seen, most, cancel).AsTask();

    public Task Wake()
    {
        _premises.Hints.Ring(_challenge);
        return Task.CompletedTask;
    }
}
