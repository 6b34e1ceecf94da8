using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Ciba;

/// <summary>Clients that come with an <c>auth_req_id</c> for what somebody is asked elsewhere (CIBA 10.1, 11).</summary>
internal sealed class BackchannelTokenRequests(
    Backchannels backchannels, AuthReqIds ids, PollPace pace, ClientThrottle throttle, EvenAnswers even, TimeProvider clock)
{
    private static readonly Granted Pending = new Granted.Refused(Refusal.GrantPending);

    /// <summary>The row of the token endpoint's table. Who has the result pushed does not come for it (11).</summary>
    public TokenGrant Grant => new(
        ClientWords.CibaGrant, client => client.May(ClientGrants.Ciba) && client.Backchannel.Delivery != Delivery.Push, "auth_req_id",
        IsFirst: true, Redeem);

    private async ValueTask<Granted> Redeem(OAuthCall call, string authReqId)
    {
        var client = call.Client!;
        Func<TimeSpan, ValueTask<Granted>> look = ids.EndOfDecoy(call.Tenant, client.Id, authReqId) is { } end
            ? wait => Waits.Hold(call.Http, wait, (most, cancel) => OfDecoy(end, most, cancel))
            : wait => backchannels.Redeem(
                call.Tenant, client, authReqId, call.ProofKey, wait, call.Cancel, patience: Waits.Stopping(call.Http));
        var granted = pace.Judge(authReqId, await even.Hold(() => look(TimeSpan.Zero)));
        // who keeps to the interval is kept until there is something to say
        if (granted == Pending) granted = await look(Waits.Longest);
        if (granted is Granted.Tokens) throttle.Succeeded(call.Tenant, client.Id);
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
