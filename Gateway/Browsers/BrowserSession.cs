using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;

namespace Countersign.Gateway.Browsers;

/// <summary>The last step of a sign-in in a browser, whether a page or a front end asks for it.</summary>
internal static class BrowserSession
{
    /// <summary>Counts the redeemed sign-in and gives the browser its session.</summary>
    public static void Begin(
        HttpContext http, TenantId tenant, SignInRedeemed redeemed, StartGate gate, Telemetry telemetry, DateTimeOffset now)
    {
        gate.SignedIn(http, tenant, redeemed.Result, now);
        telemetry.Redeemed(http, tenant, redeemed.Result.User);
        Cookies.SetSession(http, redeemed.Session, redeemed.Result.SessionExpiresAt - now);
    }

    /// <summary>The same for somebody who typed a password or a recovery code.</summary>
    public static void Begin(
        HttpContext http, TenantId tenant, SecretRedeemed redeemed, StartGate gate, Telemetry telemetry, DateTimeOffset now)
    {
        gate.SignedInWithSecret(http, tenant, redeemed.Result.User, redeemed.Result.HasPhone);
        telemetry.SignedInWithSecret(http, tenant, redeemed.Result);
        Cookies.SetSession(http, redeemed.Session, redeemed.Result.SessionExpiresAt - now);
    }

    /// <summary>The same for somebody whom a provider vouches for.</summary>
    public static void Begin(
        HttpContext http, TenantId tenant, FederatedRedeemed redeemed, StartGate gate, Telemetry telemetry, DateTimeOffset now)
    {
        gate.SignedInElsewhere(http, tenant);
        telemetry.SignedInFederated(http, tenant, redeemed.Result);
        Cookies.SetSession(
            http, redeemed.Session ?? throw new InvalidOperationException("A first factor signs nobody in."),
            redeemed.Result.SessionExpiresAt - now);
    }
}
