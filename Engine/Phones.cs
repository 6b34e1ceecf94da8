using Countersign.SignIn;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <summary>What a device sends to make an activation code its own.</summary>
/// <param name="Name">What the person calls the device; display text.</param>
/// <param name="RequestProof">The activation proof signed by the request key.</param>
/// <param name="DecisionProof">The same signed by the decision key.</param>
public sealed record Activation(
    TenantId Tenant, UserName User, string CodeSecret, DeviceId Device, string Name, PublicKey RequestKey, PublicKey DecisionKey,
    AppReport Report, string RequestProof, string DecisionProof);

/// <summary>The device's side: the two stages of registration, what is waiting, and the answer.</summary>
public sealed class Phones(ISignInEngine engine, Proofs proofs, TimeProvider clock)
{
    private static readonly UserAnswer ProofRefused = new UserAnswer.Refused(Refusal.DeviceProofRefused);

    /// <summary>Stage 1 (S-31).</summary>
    public async ValueTask<UserAnswer> Activate(Activation activation, CancellationToken cancel)
    {
        if (activation.RequestKey == activation.DecisionKey   // then no PIN would stand before an approval (docs/decisions/0004)
            || !proofs.IsActivation(activation.RequestProof, activation.RequestKey, activation)
            || !proofs.IsActivation(activation.DecisionProof, activation.DecisionKey, activation))
        {
            return ProofRefused;
        }

        var command = new UserCommand.Activate(
            Draw.Hash(activation.CodeSecret), activation.Device, activation.Name, activation.RequestKey, activation.DecisionKey, activation.Report);
        return await engine.Ask(new UserKey(activation.Tenant, activation.User), command, cancel);
    }

    /// <summary>S-50 to S-53: registers the device to this user.</summary>
    public async ValueTask<UserAnswer> Register(DeviceRequest request, bool individual, CancellationToken cancel)
    {
        var (verified, counted) = await Count(request, cancel);
        if (verified is null || counted is not UserAnswer.Proved proved) return counted;
        var (tenant, user, device) = (verified.Proof.Tenant, verified.Proof.User, verified.Proof.Device);
        var command = new DeviceCommand.Register(tenant, user, individual, proved.ReleasedThrough);
        var answer = await engine.Ask(device, command, cancel);
        if (answer is DeviceAnswer.Refused { Holder: { } holder } && await GaveBack(device, holder, cancel)) answer = await engine.Ask(device, command, cancel);
        return answer is DeviceAnswer.Refused refused ? new UserAnswer.Refused(refused.Why) : UserAnswer.Done.It;
    }

    /// <summary>Stage 2 (S-31), on the device's registration to this user.</summary>
    public async ValueTask<UserAnswer> Enable(DeviceRequest request, CancellationToken cancel)
    {
        var (verified, counted) = await Count(request, cancel);
        if (verified is null || counted is not UserAnswer.Proved) return counted;
        var standing = await engine.Ask(verified.Proof.Device, new DeviceCommand.Read(), cancel) as DeviceAnswer.RegisteredTo;
        var registration = standing?.Tenant == verified.Proof.Tenant && standing.User == verified.Proof.User ? standing.Registration : (long?)null;
        return await engine.Ask(
            verified.User, new UserCommand.Enable(verified.Proof.Device, verified.SignedBy, verified.Proof.Report, registration), cancel);
    }

    /// <summary>S-39. The device's registration is given back with it, so that another account may have it (S-52).</summary>
    public async ValueTask<UserAnswer> Disable(DeviceRequest request, CancellationToken cancel)
    {
        var (verified, counted) = await Count(request, cancel);
        if (verified is null || counted is not UserAnswer.Proved) return counted;
        var answer = await engine.Ask(verified.User, new UserCommand.Disable(verified.Proof.Device, verified.SignedBy), cancel);
        return await Release(engine, verified.User, verified.Proof.Device, answer, cancel);
    }

    /// <summary>
    /// What is waiting: at once when something is, otherwise when something comes or after <paramref name="wait"/> (D-05).
    /// </summary>
    public async ValueTask<UserAnswer> Fetch(DeviceRequest request, TimeSpan wait, CancellationToken cancel) =>
        await proofs.Verify(request, cancel) is { } verified ? await Fetch(verified, null, wait, cancel) : ProofRefused;

    /// <summary>A verified request that a stream goes on under, or null.</summary>
    public ValueTask<VerifiedRequest?> Open(DeviceRequest request, CancellationToken cancel) => proofs.Verify(request, cancel);

    /// <summary>
    /// What is waiting, when it differs from <paramref name="seen"/>; the same answer again after <paramref name="wait"/>. Asks the
    /// user each time: a device that was removed meanwhile is refused (I7).
    /// </summary>
    public async ValueTask<UserAnswer> Fetch(VerifiedRequest verified, ChallengeId? seen, TimeSpan wait, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var fetch = new UserCommand.Fetch(verified.Proof.Device, verified.SignedBy, verified.Proof.Report);
        var heard = wait > TimeSpan.Zero ? await engine.Listen(verified.Proof.Device, -1, TimeSpan.Zero, cancel) : 0;
        while (true)
        {
            var answer = await engine.Ask(verified.User, fetch, cancel);
            if (answer is UserAnswer.Refused || (answer as UserAnswer.Waiting)?.Challenge != seen) return answer;
            var left = wait - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return answer;
            heard = await engine.Listen(verified.Proof.Device, heard, left, cancel);
        }
    }

    /// <summary>S-05 to S-08: the signed decision.</summary>
    public async ValueTask<UserAnswer> Answer(TenantId tenant, string jws, CancellationToken cancel) =>
        await proofs.VerifyDecision(tenant, jws, cancel) is { } answer
            ? await engine.Ask(new UserKey(tenant, answer.Statement.User), answer, cancel)
            : ProofRefused;

    /// <summary>A request that changes something: verified, and its proof recorded before it has any effect (T22). Or why not.</summary>
    private async ValueTask<(VerifiedRequest? Verified, UserAnswer Counted)> Count(DeviceRequest request, CancellationToken cancel)
    {
        if (await proofs.Verify(request, cancel) is not { } verified) return (null, ProofRefused);
        var prove = new UserCommand.Prove(verified.Proof.Device, verified.SignedBy, Draw.Hash(verified.Proof.Jti));
        return (verified, await engine.Ask(verified.User, prove, cancel));
    }

    /// <summary>
    /// Whether a device's registration serves its holder no longer: the holder gave it back or removed the method, and the news was lost
    /// on the way to the device. It is then released.
    /// </summary>
    private async ValueTask<bool> GaveBack(DeviceId device, DeviceAnswer.RegisteredTo holder, CancellationToken cancel)
    {
        var asked = await engine.Ask(new UserKey(holder.Tenant, holder.User), new UserCommand.Holds(device, holder.Registration), cancel);
        if (asked is not UserAnswer.Held { IsHeld: false }) return false;
        await engine.Ask(device, new DeviceCommand.Release(holder.Tenant, holder.User, holder.Registration), cancel);
        return true;
    }

    /// <summary>After a method was disabled or removed: the device's registration goes back, then the answer goes out.</summary>
    internal static async ValueTask<UserAnswer> Release(
        ISignInEngine engine, UserKey user, DeviceId device, UserAnswer answer, CancellationToken cancel)
    {
        if (answer is not UserAnswer.Removed removed) return answer;
        if (removed.Registration is { } registration) await engine.Ask(device, new DeviceCommand.Release(user.Tenant, user.Name, registration), cancel);
        return UserAnswer.Done.It;
    }
}
