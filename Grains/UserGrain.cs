using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Grains;

/// <summary>Hosts one user.</summary>
public sealed class UserGrain : MachineGrain<UserState, UserQuestion, UserAnswer, UserEvent>, IUserGrain
{
    public UserGrain(SiloServices silo, IGrainFactory grains)
        : base(key =>
            new UserHost(UserKey.FromKey(key), silo.Store, silo.Clock, silo.Tenants, new Notifier(grains), silo.Phones),
            ActivationAges.Known) { }

    /// <summary>To the grains at which somebody may wait; nobody waits for its arrival.</summary>
    private sealed class Notifier(IGrainFactory grains) : IChangeNotifier
    {
        public void Changed(ChallengeId challenge) => grains.GetGrain<IChallengeGrain>(challenge.Value).NotifyChange().Ignore();

        public void Changed(DeviceId device) => grains.GetGrain<IDeviceGrain>(device.Value).NotifyChange().Ignore();
    }
}
