using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.Devices;

/// <summary>
/// Counts what devices are said to have signed and did not, and lets no more of it in from where too much comes from (T36). Devices that
/// proved themselves from there lately are let in all the same.
/// </summary>
internal sealed class ProofGate(UnprovedThrottle throttle) : IGate
{
    /// <summary>For requests whose proof is in the header; whoever sends none takes no work and is not counted.</summary>
    public async Task<IResult> Pass(HttpContext http, Func<HttpContext, Task<IResult>> next)
    {
        if (http.Request.Headers[DeviceProof.Header] is not [{ } proof]) return await next(http);
        return Stop(http, () => RequestProof.Parse(proof, out _, out _)?.Device) ?? Count(http, await next(http));
    }

    /// <summary>Null when what was signed may be looked at.</summary>
    /// <param name="claimed">The device that it says to be from.</param>
    public Problem? Stop(HttpContext http, Func<DeviceId?> claimed) =>
        throttle.Wait(http, claimed) is { } wait ? new(HttpErrors.RateLimited, wait) : null;

    /// <summary>The result, counted if it is that nobody has signed.</summary>
    public T Count<T>(HttpContext http, T result)
    {
        if (result is Problem { Error: var error } && error == Refused) throttle.Failed(http);
        return result;
    }

    /// <summary>The device proved itself.</summary>
    public void Proved(HttpContext http, DeviceId device) => throttle.Proved(http, device);

    private static readonly ProtocolError Refused = RefusalErrors.RowOf(Refusal.DeviceProofRefused);
}
