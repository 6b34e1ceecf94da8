using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Devices;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Machines;
using Countersign.SignIn.WebAuthn;

namespace Countersign.Engine;

/// <summary>A device's request to make an activation code its own.</summary>
/// <param name="Name">What the person calls the device; display text.</param>
/// <param name="RequestProof">The activation proof signed by the request key.</param>
/// <param name="Decision">The decision key.</param>
public sealed record Activation(
    TenantId Tenant, UserName User, string CodeSecret, DeviceId Device, string Name, PublicKey RequestKey, AppReport Report,
    string RequestProof, DecisionKeyOffer Decision);

/// <summary>The decision key that an activation comes with.</summary>
public abstract record DecisionKeyOffer
{
    /// <summary>The app keeps it.</summary>
    /// <param name="Proof">The activation proof signed by it.</param>
    public sealed record Own(PublicKey Key, string Proof) : DecisionKeyOffer;

    /// <summary>An authenticator keeps it.</summary>
    /// <param name="Registration">See <see cref="WebAuthnRegistration"/>.</param>
    public sealed record OfCredential(string Registration) : DecisionKeyOffer;
}

/// <summary>A device's request that asks what is waiting, after its proof was spent.</summary>
/// <param name="First">What was waiting then.</param>
public sealed record Opened(VerifiedRequest Request, Reply<Fetched> First);

/// <summary>The device's side: the two stages of registration, what is waiting, and the answer.</summary>
/// <param name="waker">Null: no push transport.</param>
public sealed class Phones(ISignInEngine engine, Proofs proofs, TimeProvider clock, IPhoneWaker? waker = null)
{
    /// <summary>Stage 1 (S-31).</summary>
    public async ValueTask<Reply<UserAnswer.Done>> Activate(Activation activation, CancellationToken cancel)
    {
        if (proofs.VerifyActivation(activation) is not var (decisionKey, credential)) return Refusal.DeviceProofRefused;
        var question = new ActivateDevice(
            SecretHash.OfSecret(activation.CodeSecret), activation.Device, activation.Name, activation.RequestKey, decisionKey,
            activation.Report, credential);
        return await engine.Ask(new UserKey(activation.Tenant, activation.User), question, cancel);
    }

    /// <summary>S-50 to S-53: registers the device to this user.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> Register(DeviceRequest request, bool individual, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var proof = recorded.Request.Proof;
        var register = new DeviceQuestion.Register(
            proof.Tenant, proof.User, individual, recorded.ReleasedThrough, recorded.AccountsPerPhone);
        var registered = await engine.Ask(proof.Device, register, cancel);
        if (registered.Refused is Refusal.DeviceInOtherTenant or Refusal.DeviceHasOtherAccount && await GaveBack(proof.Device, cancel))
            registered = await engine.Ask(proof.Device, register, cancel);
        return registered.Then(_ => UserAnswer.Done.It);
    }

    /// <summary>Stage 2 (S-31), on the device's registration to this user.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> Enable(DeviceRequest request, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var (verified, proof) = (recorded.Request, recorded.Request.Proof);
        var holding = (await engine.Ask(proof.Device, new DeviceQuestion.Read(), cancel)).Answer as DeviceAnswer.RegisteredTo;
        var holders = holding?.Tenant == proof.Tenant ? holding.Holders() : [];
        var registration = holders.FirstOrDefault(one => one.User == proof.User)?.Registration;
        return await engine.Ask(verified.User, new EnablePhoneSignIn(proof.Device, verified.SignedBy, proof.Report, registration), cancel);
    }

    /// <summary>S-39. The device's registration is given back with it, so that another account may have it (S-52).</summary>
    public async ValueTask<Reply<UserAnswer.Done>> Disable(DeviceRequest request, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var (verified, device) = (recorded.Request, recorded.Request.Proof.Device);
        var disabled = await engine.Ask(verified.User, new DisablePhoneSignIn(device, verified.SignedBy), cancel);
        return await Release(engine, verified.User, device, disabled, cancel);
    }

    /// <summary>The device's person has seen the notices up to this number.</summary>
    public async ValueTask<Reply<UserAnswer.Done>> SeeNotices(DeviceRequest request, long through, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var (verified, device) = (recorded.Request, recorded.Request.Proof.Device);
        return await engine.Ask(verified.User, new SeeNotices(device, verified.SignedBy, through), cancel);
    }

    /// <summary>The device's person calls it by another name.</summary>
    /// <param name="name">Display text, not empty.</param>
    public async ValueTask<Reply<UserAnswer.Done>> Rename(DeviceRequest request, string name, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var (verified, device) = (recorded.Request, recorded.Request.Proof.Device);
        return await engine.Ask(verified.User, new RenameDevice(device, verified.SignedBy, name), cancel);
    }

    /// <summary>The device says where it is woken (PHO-4).</summary>
    /// <param name="subscription">Null: nowhere any more.</param>
    public async ValueTask<Reply<UserAnswer.Done>> SetPush(
        DeviceRequest request, PushSubscription? subscription, CancellationToken cancel)
    {
        if (!(await Record(request, cancel)).Has(out var recorded, out var refused)) return refused;
        var (verified, device) = (recorded.Request, recorded.Request.Proof.Device);
        return await engine.Ask(verified.User, new SetPush(device, verified.SignedBy, subscription), cancel);
    }

    /// <summary>
    /// Fetches what is waiting: at once when something is, otherwise when something comes or after <paramref name="wait"/> (D-05).
    /// </summary>
    public async ValueTask<Reply<Fetched>> Fetch(DeviceRequest request, TimeSpan wait, CancellationToken cancel) =>
        await Open(request, cancel) is { } opened ? await Fetch(opened, wait, cancel) : Refusal.DeviceProofRefused;

    /// <summary>
    /// What is waiting now, and the request by which more can be fetched later. Its proof is spent; null: it proves nothing, or was shown
    /// before.
    /// </summary>
    public async ValueTask<Opened?> Open(DeviceRequest request, CancellationToken cancel) =>
        await proofs.Verify(request, cancel) is { } verified
        && await proofs.AskOnce(verified, WhatWaits(verified), cancel) is { } first
            ? new(verified, Seen(first, null))
            : null;

    /// <summary>What was found when it was opened, when that is a sign-in or nobody waits; otherwise what comes.</summary>
    public ValueTask<Reply<Fetched>> Fetch(Opened opened, TimeSpan wait, CancellationToken cancel) =>
        opened.First.Answer is { } first and not WaitingChallenge && wait > TimeSpan.Zero
            ? Fetch(opened.Request, null, wait, cancel, LastNotice(first))
            : new(opened.First);

    /// <summary>
    /// Fetches what is waiting, when it differs from <paramref name="seen"/>; the same answer again after <paramref name="wait"/>. Asks the
    /// user each time: a device that was removed meanwhile is refused (I7).
    /// </summary>
    /// <param name="told">The last notice that was told; null: those that are there already end no wait.</param>
    public async ValueTask<Reply<Fetched>> Fetch(
        VerifiedRequest verified, ChallengeId? seen, TimeSpan wait, CancellationToken cancel, long? told = null)
    {
        var began = clock.GetTimestamp();
        var fetch = WhatWaits(verified);
        var (user, device) = (verified.User, verified.Proof.Device);
        var changes = wait > TimeSpan.Zero ? await engine.WaitForChange(user, device, -1, TimeSpan.Zero, cancel) : 0;
        while (true)
        {
            var reply = Seen(await engine.Ask(verified.User, fetch, cancel), seen);
            if (!reply.Has(out var fetched, out _) || (fetched as WaitingChallenge)?.Challenge != seen) return reply;
            if (LastNotice(fetched) > (told ??= LastNotice(fetched))) return reply;
            var left = wait - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return reply;
            changes = await engine.WaitForChange(user, device, changes, left, cancel);
        }
    }

    /// <summary>A phone that has seen a sign-in need not be woken for it.</summary>
    /// <param name="before">What it had seen already.</param>
    private Reply<Fetched> Seen(Reply<Fetched> reply, ChallengeId? before)
    {
        if (reply.Answer is WaitingChallenge there && there.Challenge != before) waker?.Looked(there.Challenge);
        return reply;
    }

    private static FetchWaiting WhatWaits(VerifiedRequest verified) =>
        new(verified.Proof.Device, verified.SignedBy, verified.Proof.Report);

    /// <summary>The number of the last notice in it; 0 for none.</summary>
    public static long LastNotice(Fetched fetched) => fetched.Notices.IsEmpty ? 0 : fetched.Notices[^1].Number;

    /// <summary>S-05 to S-08: the signed decision.</summary>
    /// <param name="assertion">Of the WebAuthn credential that approves; null when none does.</param>
    public async ValueTask<Reply<Decided>> Answer(TenantId tenant, string jws, string? assertion, CancellationToken cancel) =>
        await proofs.VerifyDecision(tenant, jws, assertion, cancel) is { } answer
            ? await engine.Ask(new UserKey(tenant, answer.Statement.User), answer, cancel)
            : Refusal.DeviceProofRefused;

    /// <summary>A request that changes something: verified, and its proof recorded before it has any effect (T22).</summary>
    private async ValueTask<Reply<Recorded>> Record(DeviceRequest request, CancellationToken cancel)
    {
        if (await proofs.Verify(request, cancel) is not { } verified) return Refusal.DeviceProofRefused;
        var record = new RecordProof(verified.Proof.Device, verified.SignedBy, SecretHash.OfSecret(verified.Proof.Jti));
        return await proofs.AskOnce(verified, record, cancel) is { } recorded
            ? recorded.Then(proved => new Recorded(verified, proved.ReleasedThrough, proved.AccountsPerPhone))
            : Refusal.DeviceProofRefused;
    }

    /// <summary>
    /// Whether a registration of the device serves its holder no longer: the holder gave it back or removed the method, and the news was
    /// lost on the way to the device. Such ones are then released.
    /// </summary>
    private async ValueTask<bool> GaveBack(DeviceId device, CancellationToken cancel)
    {
        var holding = await engine.Ask(device, new DeviceQuestion.Read(), cancel);
        if (holding.Answer is not DeviceAnswer.RegisteredTo registered) return true;
        var gaveBack = false;
        foreach (var holder in registered.Holders())
        {
            var check = new CheckRegistration(device, holder.Registration);
            if ((await engine.Ask(new UserKey(registered.Tenant, holder.User), check, cancel)).Answer is not { IsHeld: false }) continue;
            await engine.Ask(device, new DeviceQuestion.Release(registered.Tenant, holder.User, holder.Registration), cancel);
            gaveBack = true;
        }

        return gaveBack;
    }

    /// <summary>After a method was disabled or removed: the device's registration goes back, then the answer goes out.</summary>
    internal static async ValueTask<Reply<UserAnswer.Done>> Release(
        ISignInEngine engine, UserKey user, DeviceId device, Reply<RegistrationFreed> freed, CancellationToken cancel, Actor? by = null)
    {
        if (freed.Answer is { Registration: { } registration })
            await engine.Ask(device, new DeviceQuestion.Release(user.Tenant, user.Name, registration) { By = by }, cancel);
        return freed.Then(_ => UserAnswer.Done.It);
    }

    private sealed record Recorded(VerifiedRequest Request, long ReleasedThrough, int AccountsPerPhone);
}
