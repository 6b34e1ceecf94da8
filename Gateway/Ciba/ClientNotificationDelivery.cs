using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Challenges;
using Countersign.SignIn.ClientNotifications;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Ciba;

/// <summary>The outcome of a delivery.</summary>
internal enum NotificationOutcome : byte
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

/// <summary>Delivers one notification to one client (CIBA 10.2, 10.3, 12).</summary>
internal sealed class ClientNotificationDelivery(
    UseCases engine, ClientRegistry clients, AuthReqIds ids, TokenIssuer tokenIssuer, ClientNotificationSender sender,
    ClientThrottle throttle) : IDisposable
{
    public void Dispose() => sender.Dispose();

    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>.</exception>
    /// <exception cref="OperationCanceledException">Whether it arrived is not known.</exception>
    public async ValueTask<NotificationOutcome> Deliver(
        ChallengeId challenge, ClientNotificationAnswer.Taken taken, CancellationToken cancel)
    {
        var now = engine.Clock.GetUtcNow();
        if ((await engine.Engine.Ask(challenge, new ChallengeQuestion.Locate(taken.Tenant), cancel)).Answer is not { Request: { } request }
            || ids.Open(taken.Tenant, request.SealedHandle, now) is not { } authReqId
            || ids.OpenToken(taken.Tenant, request.NotificationToken, now) is not { } token
            || await clients.Find(taken.Tenant, taken.Client, cancel) is not { Backchannel.NotificationEndpoint: { } endpoint } client
            || client.Generation != request.Generation)   // made again under its id, it is another (I7)
        {
            return NotificationOutcome.Pointless;
        }

        GrantId? grant = null;
        var outcome = await Send(taken.Tenant, client.Id, endpoint, token, Body, cancel);
        if (outcome == NotificationOutcome.Refused && grant is { } unwanted)   // nobody has them: they end
            await engine.Grants.Revoke(taken.Tenant, client.Id, unwanted, cancel);
        return outcome;

        async ValueTask<byte[]?> Body(CancellationToken stop)
        {
            if ((await clients.Find(taken.Tenant, client.Id, stop))?.Generation != client.Generation) return null;
            if (taken.Delivery == Delivery.Ping) return ClientMessages.Ping(authReqId);
            (var body, grant) = await Result(taken.Tenant, client, challenge, authReqId, stop);
            return body;
        }
    }

    /// <summary>Delivers that nobody answered.</summary>
    public async ValueTask Deliver(DecoyNotification decoy, CancellationToken cancel)
    {
        if (await clients.Find(decoy.Tenant, decoy.Client, cancel)
            is not { Backchannel: { NotificationEndpoint: { } endpoint } backchannel })
        {
            return;
        }

        var body = backchannel.Delivery == Delivery.Push
            ? ClientMessages.PushError(decoy.AuthReqId, OAuthErrors.OfGrant(Refusal.GrantExpired))
            : ClientMessages.Ping(decoy.AuthReqId);
        await Send(decoy.Tenant, decoy.Client, endpoint, decoy.Token, _ => new(body), cancel);
    }

    /// <summary>
    /// The tokens, or why there are none. Collected the same way each time, so that a second delivery brings the same grant and refresh
    /// token as one whose answer was lost (C10).
    /// </summary>
    private async ValueTask<(byte[] Body, GrantId? Grant)> Result(
        TenantId tenant, Client client, ChallengeId challenge, string authReqId, CancellationToken cancel)
    {
        var key = await tokenIssuer.KeyFor(tenant, client, cancel);   // F20: without one nothing is collected
        var granted = await engine.Backchannels.Redeem(tenant, client, authReqId, null, TimeSpan.Zero, cancel, ids.Push(tenant, challenge));
        if (granted is Granted.Tokens tokens)
        {
            throttle.Succeeded(tenant, client.Id);
            return (ClientMessages.Push(authReqId, tokenIssuer.Issue(key, client, tokens, null, isFirst: true, authReqId)), tokens.Id);
        }

        var why = granted is Granted.Refused { Why: Refusal.GrantExpired } ? Refusal.GrantExpired : Refusal.GrantDeclined;
        // also whose right was lost between approval and now (I8)
        return (ClientMessages.PushError(authReqId, OAuthErrors.OfGrant(why)), null);
    }

    private async ValueTask<NotificationOutcome> Send(
        TenantId tenant, string client, string endpoint, string token, Func<CancellationToken, ValueTask<byte[]?>> body,
        CancellationToken cancel) =>
        await sender.Deliver(tenant.Value + ":" + client, new Uri(endpoint), token, body, cancel) switch
        {
            DeliveryOutcome.Delivered => NotificationOutcome.Delivered,
            DeliveryOutcome.Refused => NotificationOutcome.Refused,
            _ => NotificationOutcome.Failed,
        };
}
