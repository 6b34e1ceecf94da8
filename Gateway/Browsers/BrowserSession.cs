using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Browsers;

/// <summary>The last step of a sign-in in a browser, whether a page or a front end asks for it.</summary>
internal static class BrowserSession
{
    /// <summary>Counts the redeemed sign-in and gives the browser its session, or says why there is none.</summary>
    public static (UserAnswer.SignedIn? SignedIn, Problem? Refused) Begin(
        HttpContext http, TenantId tenant, SignInRedeemed redeemed, SourceThrottle throttle, Telemetry telemetry, DateTimeOffset now)
    {
        if (redeemed.Answer is UserAnswer.Refused { Why: var why }) return (null, Problem.FromRefusal(why));
        if (redeemed.Answer is not UserAnswer.SignedIn signedIn) return (null, new(HttpErrors.InternalError));
        throttle.Succeeded(http);
        telemetry.Redeemed(http, tenant, signedIn.User);
        Cookies.SetSession(http, redeemed.Session!, signedIn.SessionExpiresAt - now);
        return (signedIn, null);
    }
}
