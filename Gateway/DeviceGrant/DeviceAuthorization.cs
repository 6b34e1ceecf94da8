using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Throttling;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.DeviceGrant;

/// <summary>RFC 8628 3.2.</summary>
internal sealed record DeviceAuthorizationAnswer(
    string DeviceCode, string UserCode, string VerificationUri, string VerificationUriComplete, int ExpiresIn, int Interval);

/// <summary>
/// <c>POST /{tenant}/device_authorization</c>: a device without a keyboard asks for somebody who has one (RFC 8628 3.1). Each takes a row
/// until it ends, also for clients that prove nothing: so there are so many for each source and for each client, and no more (I17).
/// </summary>
internal sealed class DeviceAuthorization(Grants grants, Proofs proofs, SourceThrottle sources, ClientThrottle clients, TimeProvider clock)
{
    public async ValueTask<IResult> Handle(OAuthCall call)
    {
        var client = call.Client!;
        if (!client.May(ClientGrants.Device)) return OAuthErrors.ClientNotAllowed;
        var asked = call.Parameters.Words("scope");
        if (!asked.Contains(Scopes.OpenId)) return OAuthErrors.OpenIdRequired;
        var wait = (client.IsConfidential ? null : sources.Device(call.Http)) ?? clients.Device(call.Tenant, client.Id);
        if (wait is { } time) return OAuthErrors.Throttled.After(time);
        var codes = await grants.AskDevice(call.Tenant, client.Id, Scopes.GrantedTo(client, asked), call.Cancel);
        var page = proofs.Issuer(call.Tenant) + "/device";
        return Json.Ok(
            new DeviceAuthorizationAnswer(
                codes.DeviceCode, codes.UserCode, page, page + "?user_code=" + codes.UserCode,
                Seconds.Until(codes.ExpiresAt, clock.GetUtcNow()),
                (int)PollPace.Interval.TotalSeconds),
            DeviceGrantJson.Default.DeviceAuthorizationAnswer);
    }
}
