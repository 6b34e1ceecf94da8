using Countersign.Engine;
using Countersign.Gateway.OAuth;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>Devices that come with a device code for what a person agrees to elsewhere (RFC 8628 3.4, 3.5).</summary>
internal sealed class DeviceTokenRequests(Grants grants, PollPace pace)
{
    /// <summary>The row of the token endpoint's table.</summary>
    public TokenGrant Grant =>
        new(ClientWords.DeviceGrant, client => client.May(ClientGrants.Device), "device_code", IsFirst: true, Redeem);

    private async ValueTask<Granted> Redeem(OAuthCall call, string deviceCode) =>
        pace.Judge(deviceCode, await grants.RedeemDevice(call.Tenant, call.Client!, deviceCode, call.ProofKey, call.Cancel));
}
