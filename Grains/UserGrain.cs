using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Users;
using Orleans.Placement;

namespace Countersign.Grains;

/// <summary>Hosts one user.</summary>
/// <remarks>Placed by its name, so that the silo that remembers the decoys of a name is the one that is asked for it again.</remarks>
[HashBasedPlacement]
public sealed class UserGrain : MachineGrain<UserState, UserQuestion, UserAnswer, UserEvent>, IUserGrain
{
    public UserGrain(SiloServices silo, IGrainFactory grains)
        : base(key =>
            new UserHost(UserKey.FromKey(key), silo.Store, silo.Clock, silo.Tenants, new Notifier(grains), silo.Phones,
                silo.Decoys),
            ActivationAges.Known) { }

    /// <summary>To the grains at which somebody may wait; nobody waits for its arrival.</summary>
    private sealed class Notifier(IGrainFactory grains) : IChangeNotifier
    {
        public void Changed(ChallengeId challenge) => grains.GetGrain<IChallengeGrain>(challenge.Value).NotifyChange().Ignore();

        public void Changed(DeviceId device) => grains.GetGrain<IDeviceGrain>(device.Value).NotifyChange().Ignore();
    }
}
