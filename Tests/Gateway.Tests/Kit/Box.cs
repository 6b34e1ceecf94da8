using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>A device without a keyboard: shows a code and asks until somebody has answered elsewhere (RFC 8628).</summary>
internal static class Box
{
    public const string Grant = "urn:ietf:params:oauth:grant-type:device_code", Name = "The box";

    public static Task<RelyingParty> Open(RunningGateway gateway, bool asksSecond) => Open(gateway, "box", asksSecond);

    public static Task<RelyingParty> Open(RunningGateway gateway, string id = "box", bool asksSecond = false) =>
        RelyingParty.Public(gateway, id, client => client with
    {
        Name = Name, Grants = ClientGrants.Device | ClientGrants.Refresh, RedirectUris = [], PostLogoutRedirectUris = [],
        AsksSecond = asksSecond,
    });

    public static Task<Reply> Ask(RelyingParty box) => box.Ask("/device_authorization", ("scope", "openid offline_access"));

    public static Task<Reply> Collect(RelyingParty box, string code) => box.Ask("/token", ("grant_type", Grant), ("device_code", code));
}
