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

    /// <summary>The client came too soon for what is still pending.</summary>
    internal sealed record TooFast : Granted;

    public async ValueTask<Granted> OfBackchannel(OidcCall call, string authReqId)
    {
        var client = call.Client!;
        Func<TimeSpan, ValueTask<Granted>> look = ids.EndOfDecoy(call.Tenant, client.Id, authReqId) is { } end
            ? wait => OfDecoy(end, wait, call.Cancel)
            : wait => backchannels.Redeem(call.Tenant, client, authReqId, call.ProofKey, wait, call.Cancel);
        var granted = Paced(authReqId, await look(TimeSpan.Zero));
        return granted == Pending ? await look(Waits.Longest) : granted;   // who keeps to the interval is kept until there is something to say
    }

    public async ValueTask<Granted> OfDevice(OidcCall call, string deviceCode) =>
        Paced(deviceCode, await grants.RedeemDevice(call.Tenant, call.Client!, deviceCode, call.ProofKey, call.Cancel));

    /// <summary>Only what is pending can be asked for too often; what has ended is answered however soon.</summary>
    private Granted Paced(string handle, Granted granted)
    {
        if (granted == Pending) return pace.IsTooFast(handle) ? new TooFast() : granted;
        pace.Forget(handle);
        return granted;
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
