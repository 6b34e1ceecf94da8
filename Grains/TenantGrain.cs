using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Grains;

/// <summary>Hosts one tenant.</summary>
public sealed class TenantGrain : Grain, ITenantGrain
{
    private readonly TenantKeeper _keeper;

    public TenantGrain(Premises premises) =>
        _keeper = new(new TenantId(this.GetPrimaryKeyString()), premises.Store, premises.Clock, premises.Tenants);

    public async Task<TenantAnswer> Ask(TenantCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        else if (_keeper.HasRow) DelayDeactivation(Stay.OfTheKnown);
        return answer;
    }
}
