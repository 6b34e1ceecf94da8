using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>The last step of a sign-in in a browser, whether a page or a front end asks for it.</summary>
internal static class BrowserSession
{
    /// <summary>Counts the sign-in, in the way it was made, and gives the browser its session.</summary>
    public static void Begin(
        HttpContext http, TenantId tenant, Redeemed redeemed, StartGate gate, Telemetry telemetry, DateTimeOffset now)
    {
        switch (redeemed)
        {
            case SignInRedeemed:
                gate.SignedIn(http, tenant, redeemed.User);
                telemetry.Redeemed(http, tenant, redeemed.User);
                break;
            case SecretRedeemed { Result: var result }:
                gate.SignedInWithSecret(http, tenant, result.User, result.HasPhone);
                telemetry.SignedInWithSecret(http, tenant, result);
                break;
            case FederatedRedeemed { Result: var result }:
                gate.SignedInElsewhere(http, tenant);
                telemetry.SignedInFederated(http, tenant, result);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(redeemed), redeemed.GetType().Name);
        }

        Cookies.SetSession(http, redeemed.Session, redeemed.SessionExpiresAt - now);
    }
}
