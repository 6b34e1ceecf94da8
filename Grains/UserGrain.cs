using Countersign.Engine.Embedded;
using Countersign.Engine.Machines;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces;
using Countersign.SignIn;
using Countersign.SignIn.Users;
using Orleans.Placement;

namespace Countersign.Grains;

/// <summary>Hosts one user, and those who wait for a change of the user's challenges or devices.</summary>
/// <remarks>Placed by its name, so that the silo that remembers the decoys of a name is the one that is asked for it again.</remarks>
[HashBasedPlacement]
public sealed class UserGrain(SiloServices silo) : MachineGrain<UserState, UserQuestion, UserAnswer, UserEvent>(
    key => new UserHost(
        UserKey.FromKey(key), silo.Store, silo.Clock, silo.Tenants, new Notifier(silo.Changes), silo.Decoys,
        silo.SignInLog),
    ActivationAges.Known), IUserGrain
{
    public async Task<UserAnswer?> AskIfFirst(UserQuestion question, Shown shown, CancellationToken cancel) =>
        await silo.Replays.IsFirst(shown.Kind, shown.Id, shown.IssuedAt, shown.Until, cancel) ? await Ask(question, cancel) : null;

    public Task<long> WaitForChange(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        silo.Changes.Wait(challenge, seen, most, cancel).AsTask();

    public Task<long> WaitForChange(DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        silo.Changes.Wait(device, seen, most, cancel).AsTask();

    /// <summary>Who waits for a change of the user's waits at the user, so on this silo.</summary>
    private sealed class Notifier(ChangeNotifications changes) : IChangeNotifier
    {
        public void Changed(ChallengeId challenge) => changes.Notify(challenge);

        public void Changed(DeviceId device) => changes.Notify(device);
    }
}
