using Countersign.Gateway.Browsers;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>Opens a session with a Temporary Access Pass, whether a page or a front end asks for it.</summary>
internal sealed class PassDoor(Engine.SecurityInfo info, SourceThrottle throttle, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>Gives the browser its session. A user that nobody has and a wrong pass are refused alike (T5).</summary>
    /// <param name="typed">As it was typed or pasted.</param>
    public async Task<(CurrentSession? Session, Problem? Refused)> Open(HttpContext http, UserKey user, string typed)
    {
        if (throttle.Secret(http) is { } wait) return (null, new(HttpErrors.RateLimited, wait) { About = user.Name });
        var opened = await info.UsePass(user, typed, http.RequestAborted);
        if (!opened.Has(out var begun, out var why)) return (null, Problem.FromRefusal(why, user.Name));

        throttle.Succeeded(http, user.Tenant);
        telemetry.SessionBegun(http, user);
        Cookies.SetSession(http, begun.Secret, begun.Session.ExpiresAt - clock.GetUtcNow());
        return (begun.Session, null);
    }
}
