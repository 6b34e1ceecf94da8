using Countersign.Engine;
using Countersign.Engine.Keepers;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Grains;

/// <summary>Hosts one user.</summary>
public sealed class UserGrain : Grain, IUserGrain, IWakes
{
    private readonly UserKeeper _keeper;

    public UserGrain(Premises premises) =>
        _keeper = new(UserKey.FromKey(this.GetPrimaryKeyString()), premises.Store, premises.Clock, premises.Tenants, this);

    public async Task<UserAnswer> Ask(UserCommand command, CancellationToken cancel)
    {
        var answer = await Availability.Of(() => _keeper.Ask(command, cancel));
        if (_keeper.WasOvertaken) DeactivateOnIdle();
        else if (_keeper.HasRow) DelayDeactivation(Stay.OfTheKnown);
        return answer;
    }

    void IWakes.Wake(ChallengeId challenge) => GrainFactory.GetGrain<IChallengeGrain>(challenge.Value).Wake().Ignore();

    void IWakes.Wake(DeviceId device) => GrainFactory.GetGrain<IDeviceGrain>(device.Value).Wake().Ignore();
}
