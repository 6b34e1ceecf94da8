using Countersign.Engine;
using Countersign.Gateway.Oidc;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Ciba;

/// <summary>Clients that come for what somebody is asked elsewhere: by an <c>auth_req_id</c> (CIBA 10.1, 11) or a device code (RFC 8628 3.4, 3.5).</summary>
internal sealed class Collection(Backchannels backchannels, Grants grants, AuthReqIds ids, PollPace pace, TimeProvider clock)
{
    public const string CibaGrant = "urn:openid:params:grant-type:ciba", DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private static readonly Granted Pending = new Granted.Refused(Refusal.GrantPending);

    public async ValueTask<(Granted? Granted, OAuthError? Refused)> OfBackchannel(OidcCall call)
    {
        var client = call.Client!;
        if (!client.May(ClientGrants.Ciba) || client.Backchannel.Delivery == Delivery.Push) return (null, OAuthErrors.ClientNotAllowed);   // 11
        if (call.Parameters["auth_req_id"] is not { } id) return (null, OAuthErrors.InvalidParameter);
        Func<TimeSpan, ValueTask<Granted>> look = ids.EndOfDecoy(call.Tenant, client.Id, id) is { } end
            ? wait => OfDecoy(end, wait, call.Cancel)
            : wait => backchannels.Redeem(call.Tenant, client, id, call.ProofKey, wait, call.Cancel);
        var (granted, refused) = Paced(id, await look(TimeSpan.Zero));
        return granted is Granted.Refused { Why: Refusal.GrantPending } && refused is null ? (await look(Waits.Longest), null) : (granted, refused);
    }

    public async ValueTask<(Granted? Granted, OAuthError? Refused)> OfDevice(OidcCall call)
    {
        var client = call.Client!;
        if (!client.May(ClientGrants.Device)) return (null, OAuthErrors.ClientNotAllowed);
        if (call.Parameters["device_code"] is not { } code) return (null, OAuthErrors.InvalidParameter);
        return Paced(code, await grants.RedeemDevice(call.Tenant, client, code, call.ProofKey, call.Cancel));
    }

    /// <summary>Only what is pending can be asked for too often; what has ended is answered however soon.</summary>
    private (Granted? Granted, OAuthError? Refused) Paced(string handle, Granted granted)
    {
        if (granted is Granted.Refused { Why: Refusal.GrantPending }) return pace.IsTooFast(handle) ? (null, OAuthErrors.SlowDown) : (granted, null);
        pace.Forget(handle);
        return (granted, null);
    }

    /// <summary>As a person's who does not answer; forgotten after as long.</summary>
    private async ValueTask<Granted> OfDecoy(DateTimeOffset end, TimeSpan wait, CancellationToken cancel)
    {
        var left = end - clock.GetUtcNow();
        if (left > TimeSpan.Zero && wait > TimeSpan.Zero) await Task.Delay(left < wait ? left : wait, clock, cancel);
        var late = clock.GetUtcNow() - end;
        return late < TimeSpan.Zero ? Pending
            : new Granted.Refused(late < Limits.ResultLife ? Refusal.GrantExpired : Refusal.InvalidGrant);
    }
}
