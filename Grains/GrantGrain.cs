using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Grants;

namespace Countersign.Grains;

/// <summary>Hosts one grant.</summary>
public sealed class GrantGrain : Grain, IGrantGrain
{
    private readonly GrantKeeper _keeper;

    public GrantGrain(Premises premises) => _keeper = new(new GrantId(this.GetPrimaryKeyString()), premises.Store, premises.Clock);

    public async Task<GrantAnswer> Ask(GrantCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        else if (_keeper.HasRow) DelayDeactivation(Stay.OfTheKnown);
        return answer;
    }
}
