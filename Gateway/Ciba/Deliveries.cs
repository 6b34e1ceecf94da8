using Countersign.Engine;
using Countersign.Gateway.Oidc;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Clients;
using Countersign.SignIn.Grants;

namespace Countersign.Gateway.Ciba;

/// <summary>What became of a notice that was set out with.</summary>
internal enum NoticeOutcome : byte
{
    Malformed = 0,
    Delivered = 1,

    /// <summary>The client will not have it.</summary>
    Refused = 2,

    /// <summary>Again, later.</summary>
    Failed = 3,

    /// <summary>There is nobody to tell, or nothing to say any more.</summary>
    Pointless = 4,
}

/// <summary>One delivery: what is to be said, and the saying (CIBA 10.2, 10.3, 12).</summary>
internal sealed class Deliveries(EngineHost host, AuthReqIds ids, TokenMint mint, Notifications notifications) : IDisposable
{
    public void Dispose() => notifications.Dispose();

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    /// <exception cref="OperationCanceledException">Whether it arrived is not known.</exception>
    public async ValueTask<NoticeOutcome> Deliver(ChallengeId challenge, ClientNotificationAnswer.Taken taken, CancellationToken cancel)
    {
        var now = host.Clock.GetUtcNow();
        if ((await host.Engine.Ask(challenge, new ChallengeQuestion.Locate(taken.Tenant), cancel)).Answer is not { Request: { } request }
            || ids.Open(taken.Tenant, request.SealedHandle, now) is not { } authReqId
            || ids.OpenToken(taken.Tenant, request.NotificationToken, now) is not { } token
            || await host.Clients.Find(taken.Tenant, taken.Client, cancel) is not { Backchannel.NotificationEndpoint: { } endpoint } client)
        {
            return NoticeOutcome.Pointless;
        }

        if (taken.Delivery == Delivery.Ping) return await Say(taken.Tenant, client.Id, endpoint, token, ClientMessages.Ping(authReqId), cancel);
        var (body, grant) = await Result(taken.Tenant, client, challenge, authReqId, cancel);
        var outcome = await Say(taken.Tenant, client.Id, endpoint, token, body, cancel);
        if (outcome == NoticeOutcome.Refused && grant is { } unwanted)   // nobody has them: they end
            await host.Grants.Revoke(taken.Tenant, client.Id, unwanted, cancel);
        return outcome;
    }

    /// <summary>That nobody answered.</summary>
    public async ValueTask Deliver(Decoy decoy, CancellationToken cancel)
    {
        if (await host.Clients.Find(decoy.Tenant, decoy.Client, cancel) is not { Backchannel: { NotificationEndpoint: { } endpoint } backchannel }) return;
        var body = backchannel.Delivery == Delivery.Push
            ? ClientMessages.PushError(decoy.AuthReqId, OAuthErrors.Of(Refusal.GrantExpired))
            : ClientMessages.Ping(decoy.AuthReqId);
        await Say(decoy.Tenant, decoy.Client, endpoint, decoy.NotificationToken!, body, cancel);
    }

    /// <summary>
    /// The tokens, or why there are none. Collected the same way each time, so that a second delivery brings the same grant and refresh token as
    /// one whose answer was lost (C10).
    /// </summary>
    private async ValueTask<(byte[] Body, GrantId? Grant)> Result(
        TenantId tenant, Client client, ChallengeId challenge, string authReqId, CancellationToken cancel)
    {
        var key = await mint.KeyFor(tenant, client, cancel);   // F20: without one nothing is collected
        var granted = await host.Backchannels.Redeem(tenant, client, authReqId, null, TimeSpan.Zero, cancel, ids.Push(tenant, challenge));
        if (granted is Granted.Tokens tokens)
            return (ClientMessages.Push(authReqId, mint.Mint(key, client, tokens, null, isFirst: true, authReqId)), tokens.Id);
        var why = granted is Granted.Refused { Why: Refusal.GrantExpired } ? Refusal.GrantExpired : Refusal.GrantDeclined;
        return (ClientMessages.PushError(authReqId, OAuthErrors.Of(why)), null);   // also whose right was lost between approval and now (I8)
    }

    private async ValueTask<NoticeOutcome> Say(
        TenantId tenant, string client, string endpoint, string token, byte[] body, CancellationToken cancel) =>
        await notifications.Deliver(tenant.Value + ":" + client, new Uri(endpoint), token, body, cancel) switch
        {
            DeliveryOutcome.Delivered => NoticeOutcome.Delivered,
            DeliveryOutcome.Refused => NoticeOutcome.Refused,
            _ => NoticeOutcome.Failed,
        };
}
