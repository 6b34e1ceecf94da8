using Countersign.SignIn.Clients;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Clients as an operator registers them.</summary>
internal static class Clerk
{
    /// <summary>A server whose secret is <c>secret</c>.</summary>
    public static readonly Client Portal = new(
        "portal", "Portal", ClientAuthenticationMethod.Secret, [Countersign.Engine.Draw.Hash("secret")], [],
        ClientGrants.Code | ClientGrants.Refresh, ["https://portal.example/callback"], [], SigningAlgorithm.RS256, false, false,
        Backchannel.Default);
}
