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
    ActivationAges.Known), IUserGrain, IDisposable
{
    private readonly CancellationTokenSource _leaves = new();

    public async Task<UserAnswer?> AskIfFirst(UserQuestion question, Shown shown, CancellationToken cancel) =>
        await silo.Replays.IsFirst(shown.Kind, shown.Id, shown.IssuedAt, shown.Until, cancel) ? await Ask(question, cancel) : null;

    public Task<long> WaitForChange(ChallengeId challenge, long seen, TimeSpan most, CancellationToken cancel) =>
        Wait(challenge, seen, most, cancel);

    public Task<long> WaitForChange(DeviceId device, long seen, TimeSpan most, CancellationToken cancel) =>
        Wait(device, seen, most, cancel);

    /// <summary>
    /// Whoever waits here looks again, and finds the user elsewhere. A grain leaves only when nobody waits at it any more, and answers
    /// nothing meanwhile: for up to <see cref="ClusterEngine.LongestWait"/>.
    /// </summary>
    internal void EndWaits() => _ = _leaves.CancelAsync();

    public void Dispose() => _leaves.Dispose();

    private async Task<long> Wait<TTopic>(TTopic topic, long seen, TimeSpan most, CancellationToken cancel) where TTopic : notnull
    {
        if (most <= TimeSpan.Zero) return await silo.Changes.Wait(topic, seen, most, cancel);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _leaves.Token);
        try
        {
            return await silo.Changes.Wait(topic, seen, most, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return -1;   // no silo's count: what changes on the way is not missed
        }
    }

    /// <summary>Who waits for a change of the user's waits at the user, so on this silo.</summary>
    private sealed class Notifier(ChangeNotifications changes) : IChangeNotifier
    {
        public void Changed(ChallengeId challenge) => changes.Notify(challenge);

        public void Changed(DeviceId device) => changes.Notify(device);
    }
}
