using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.Engine;

/// <param name="Reply"><see cref="Prompted"/>, or why there is no prompt.</param>
/// <param name="SealedHandle">
/// What the client is to hold, as the caller sealed it; of the earlier request when this one repeats it. Null when there is no prompt.
/// </param>
/// <param name="Handle">The same in clear, when it was made for this request: nobody need open it.</param>
public sealed record BackchannelStarted(Reply<StartAnswered> Reply, string? SealedHandle, string? Handle = null);

/// <summary>The names under which a backchannel sign-in is collected for a client that is told its result (CIBA 10.3).</summary>
/// <param name="Request">The same for each delivery of one result, and for nothing else.</param>
/// <param name="RefreshSecret">
/// 128 bits, base64url; the same for each delivery, and known to the service alone: what is delivered a second time is the same family,
/// never another (I5).
/// </param>
public sealed record PushCollection(RequestId Request, string RefreshSecret);

/// <summary>
/// Sign-ins that a client begins for a person who is elsewhere (CIBA). They share the person's one pending challenge, the budgets and the
/// phone with every other sign-in; what the client holds is never what a browser could hold (I6).
/// </summary>
public sealed class Backchannels(ISignInEngine engine, TimeProvider clock)
{
    private const string Kind = "ciba:";
    private static readonly Granted Invalid = new Granted.Refused(Refusal.InvalidGrant);

    private readonly SignIns _signIns = new(engine, clock);

    /// <summary>
    /// CIBA 7: asks the person's phone. While that is pending, the same client asking the same gets the same answer, and no second prompt.
    /// </summary>
    /// <param name="seal">Seals the <c>auth_req_id</c>: what is stored of it can be opened by the gateways alone.</param>
    /// <param name="isUnproved">The person's user code was wrong or missing, and the client is not to hear so (CIBA 7.1).</param>
    public async ValueTask<BackchannelStarted> Start(
        TenantId tenant, UserName user, Client client, BackchannelRequest request, ShownContext context, Func<string, string> seal,
        CancellationToken cancel, bool isUnproved = false)
    {
        var held = new BrowserTransaction(new(RandomValues.Handle()), RandomValues.Handle());
        var handle = held.ToText();
        var asked = request with
        {
            Client = client.Id, Delivery = client.Backchannel.Delivery, SealedHandle = seal(handle), Generation = client.Generation,
        };
        var question = new StartSignIn(
            new(RandomValues.Handle()), held.Challenge, RandomValues.Handle(), Hash(held), null, RandomValues.Number(),
            client.Id, context, asked, MayKnow: client.Backchannel.KnowsUsers, IsUnproved: isUnproved);
        var reply = await engine.Ask(new UserKey(tenant, user), question, cancel);
        if (reply.Answer is not Prompted prompted) return new(reply, null);
        if (prompted.Challenge == held.Challenge) return prompted.IsDecoy ? new(reply, null) : new(reply, asked.SealedHandle, handle);
        var earlier = await engine.Ask(prompted.Challenge, new ChallengeQuestion.Locate(tenant), cancel);
        return new(reply, earlier.Answer?.Request?.SealedHandle);
    }

    /// <summary>
    /// CIBA 10, 11: the token set once the person has approved; at once when it has ended, otherwise when it does or after
    /// <paramref name="wait"/>. A second collection is refused and ends what the first one gave (I5).
    /// </summary>
    /// <param name="push">Null when the client came for it.</param>
    /// <param name="patience">Ends the waiting, and nothing else: whoever waits hears how it stands.</param>
    public async ValueTask<Granted> Redeem(
        TenantId tenant, Client client, string authReqId, KeyThumbprint? proofKey, TimeSpan wait, CancellationToken cancel,
        PushCollection? push = null, CancellationToken patience = default)
    {
        if (BrowserTransaction.Parse(authReqId) is not { } held || await Asked(tenant, client, held, cancel) is not { } asked)
            return Invalid;
        if (wait > TimeSpan.Zero) await Wait(tenant, held, wait, cancel, patience);
        return await Collect(new(tenant, asked.User), client, new(held, asked.Request!, proofKey, push), cancel);
    }

    /// <summary>Until it has ended, or nobody waits any more. What became of it is for the redemption to say.</summary>
    private async ValueTask Wait(
        TenantId tenant, BrowserTransaction held, TimeSpan wait, CancellationToken cancel, CancellationToken patience)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience);
        try
        {
            await _signIns.Observe(tenant, held, Hash(held), wait, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Whoever waits hears how it stands.
        }
    }

    /// <summary>The client's request; null when the handle is not this client's, or long over.</summary>
    public async ValueTask<BackchannelRequest?> Find(TenantId tenant, Client client, string authReqId, CancellationToken cancel) =>
        BrowserTransaction.Parse(authReqId) is { } held ? (await Asked(tenant, client, held, cancel))?.Request : null;

    private async ValueTask<ChallengeAnswer.OfUser?> Asked(
        TenantId tenant, Client client, BrowserTransaction held, CancellationToken cancel)
    {
        var located = await engine.Ask(held.Challenge, new ChallengeQuestion.Locate(tenant), cancel);
        return located.Answer is { Request: { } request } found && (request.Client, request.Generation) == (client.Id, client.Generation)
            ? found
            : null;
    }

    private async ValueTask<Granted> Collect(UserKey user, Client client, Collection what, CancellationToken cancel)
    {
        var (held, request, proofKey, push) = what;
        var id = GrantId.From("grant:" + held.Challenge.Value);
        var refresh = !client.May(ClientGrants.Refresh) || !Grant.IsOfflineScope(request.Scope) ? null
            : push is null ? GrantHandle.New(id)
            : new GrantHandle(id, push.RefreshSecret);
        var opening = new GrantOpening(
            id, request.Scope, request.Claims, refresh?.As(GrantHandle.RefreshToken),
            refresh is null || client.IsConfidential ? null : proofKey, request.Generation);
        var redeem = new RedeemChallenge(held.Challenge, Hash(held), push?.Request ?? new(RandomValues.Handle()), null, opening);
        var redeemed = await engine.Ask(user, redeem, cancel);
        if (redeemed.Refused is Refusal.GrantPending or Refusal.GrantExpired or Refusal.GrantDeclined)
            return new Granted.Refused(redeemed.Refused.Value);
        if (redeemed.Refused == Refusal.AlreadyRedeemed) await engine.Ask(id, new GrantQuestion.Revoke(user.Tenant, client.Id), cancel);
        if (!redeemed.Has(out var collected, out _)) return Invalid;
        if (collected is { Granted: { } grant, GrantExpiresAt: { } until }) return new Granted.Tokens(grant, id, refresh?.ToText(), until);
        return (await engine.Ask(id, new GrantQuestion.Inspect(user.Tenant), cancel)).Answer is { } again
            ? new Granted.Tokens(again.Grant, id, refresh?.ToText(), again.ExpiresAt)
            : Invalid;
    }

    /// <summary>Of its own kind, so that no browser's cookie is one and it is no browser's cookie (I6).</summary>
    private static SecretHash Hash(BrowserTransaction held) => SecretHash.OfSecret(Kind + held.Secret);

    private sealed record Collection(BrowserTransaction Held, BackchannelRequest Request, KeyThumbprint? ProofKey, PushCollection? Push);
}
