using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Keys;

namespace Countersign.Grains;

/// <summary>Hosts one tenant's signing keys.</summary>
public sealed class KeyGrain : Grain, IKeyGrain
{
    private readonly KeyKeeper _keeper;

    public KeyGrain(Premises premises) =>
        _keeper = new(new TenantId(this.GetPrimaryKeyString()), premises.Store, premises.Clock, premises.Tenants);

    public async Task<KeyAnswer> Ask(KeyCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        else if (_keeper.HasRow) DelayDeactivation(Stay.OfTheKnown);
        return answer;
    }
}
