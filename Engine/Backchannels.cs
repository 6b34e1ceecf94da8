using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Users;

namespace Countersign.Engine;

/// <param name="Answer"><see cref="UserAnswer.Prompted"/>, or why there is no prompt.</param>
/// <param name="AuthReqId">For the client; null when there is no prompt.</param>
public sealed record BackchannelStarted(UserAnswer Answer, string? AuthReqId);

/// <summary>
/// Sign-ins that a client begins for a person who is elsewhere (CIBA). They share the person's one pending challenge, the budgets and the
/// phone with every other sign-in; what the client holds is never what a browser could hold (I6).
/// </summary>
public sealed class Backchannels(ISignInEngine engine, TimeProvider clock)
{
    private const string Kind = "ciba:";
    private static readonly Granted Invalid = new Granted.Refused(Refusal.InvalidGrant);

    private readonly SignIns _signIns = new(engine, clock);

    /// <summary>CIBA 7: asks the person's phone.</summary>
    public async ValueTask<BackchannelStarted> Start(
        TenantId tenant, UserName user, Client client, BackchannelRequest request, ShownContext context, CancellationToken cancel)
    {
        var held = new BrowserTransaction(new(Draw.Handle()), Draw.Handle());
        var command = new UserCommand.Start(
            new(Draw.Handle()), held.Challenge, Draw.Handle(), Hash(held), null, Draw.Number(), client.Id, context,
            request with { Client = client.Id });
        var answer = await engine.Ask(new UserKey(tenant, user), command, cancel);
        return new(answer, answer is UserAnswer.Prompted ? held.ToText() : null);
    }

    /// <summary>
    /// CIBA 10, 11: the token set once the person has approved; at once when it has ended, otherwise when it does or after
    /// <paramref name="wait"/>. A second collection is refused and ends what the first one gave (I5).
    /// </summary>
    public async ValueTask<Granted> Redeem(
        TenantId tenant, Client client, string authReqId, KeyThumbprint? proofKey, TimeSpan wait, CancellationToken cancel)
    {
        if (BrowserTransaction.Parse(authReqId) is not { } held || await Asked(tenant, client, held, cancel) is not { } asked) return Invalid;
        return await _signIns.Observe(tenant, held.Challenge, Hash(held), wait, cancel) switch
        {
            UserAnswer.Pending => new Granted.Refused(Refusal.GrantPending),
            UserAnswer.Ended { Outcome: Outcome.Approved } => await Collect(new(tenant, asked.User), client, held, asked.Request!, proofKey, cancel),
            UserAnswer.Ended { Outcome: Outcome.Expired } => new Granted.Refused(Refusal.GrantExpired),
            UserAnswer.Ended => new Granted.Refused(Refusal.GrantDeclined),
            _ => Invalid,
        };
    }

    /// <summary>What the client asked; null when the handle is not this client's, or long over.</summary>
    public async ValueTask<BackchannelRequest?> Find(TenantId tenant, Client client, string authReqId, CancellationToken cancel) =>
        BrowserTransaction.Parse(authReqId) is { } held ? (await Asked(tenant, client, held, cancel))?.Request : null;

    private async ValueTask<ChallengeAnswer.Of?> Asked(TenantId tenant, Client client, BrowserTransaction held, CancellationToken cancel) =>
        await engine.Ask(held.Challenge, new ChallengeCommand.Locate(tenant), cancel) is ChallengeAnswer.Of { Request: { } request } of
        && request.Client == client.Id
            ? of
            : null;

    private async ValueTask<Granted> Collect(
        UserKey user, Client client, BrowserTransaction held, BackchannelRequest request, KeyThumbprint? proofKey, CancellationToken cancel)
    {
        var id = Draw.GrantIdOf("grant:" + held.Challenge.Value);
        var refresh = client.May(ClientGrants.Refresh) && Grant.IsOfflineScope(request.Scope) ? GrantHandle.New(id) : null;
        var opening = new GrantOpening(
            id, request.Scope, request.Claims, refresh?.As(GrantHandle.RefreshToken), refresh is null || client.IsConfidential ? null : proofKey);
        var command = new UserCommand.Redeem(held.Challenge, Hash(held), new(Draw.Handle()), null, opening);
        var answer = await engine.Ask(user, command, cancel);
        if (answer is UserAnswer.Refused { Why: Refusal.AlreadyRedeemed })
            await engine.Ask(id, new GrantCommand.Revoke(user.Tenant, client.Id), cancel);
        return answer is UserAnswer.SignedIn
            && await engine.Ask(id, new GrantCommand.Inspect(user.Tenant), cancel) is GrantAnswer.Is granted
            ? new Granted.Tokens(granted.Grant, id, refresh?.ToText(), granted.ExpiresAt)
            : Invalid;
    }

    /// <summary>Of its own kind, so that no browser's cookie is one and it is no browser's cookie (I6).</summary>
    private static SecretHash Hash(BrowserTransaction held) => Draw.Hash(Kind + held.Secret);
}
