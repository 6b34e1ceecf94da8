using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Observability;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Browsers;

/// <param name="Prompted">The number to show; the browser holds it.</param>
/// <param name="Instead">Why no phone is asked; the browser may try again while the first factor lasts.</param>
/// <param name="Refused">There is no such first factor any more.</param>
internal sealed record SecondAsked(Prompted? Prompted = null, FellBack? Instead = null, Problem? Refused = null);

/// <summary>
/// Sends a number to the phone after a first factor was right (S-58), whichever door that came by: the page of a password, the way back
/// from a provider, or a front end.
/// </summary>
internal sealed class SecondStep(
    SignIns signIns, BrowserContext browsers, StartGate gate, Transactions transactions, Telemetry telemetry, TimeProvider clock)
{
    /// <param name="held">What the browser holds, or is to hold, of the sign-in: it says whose it is.</param>
    /// <param name="application">The client's name, for the phone; empty for none.</param>
    public async Task<SecondAsked> Ask(HttpContext http, TenantId tenant, Transaction held, string application)
    {
        var user = new UserKey(tenant, held.Handle.Carried!.User);
        var initiator = gate.InitiatorOf(http, user);
        var others = transactions.Held(http, tenant).Where(other => other.Secret != held.Handle.Secret).ToArray();
        var started = await signIns.StartSecond(
            new(tenant, held.Handle, browsers.Of(http, application), others, initiator), http.RequestAborted);
        telemetry.Started(http, user, started.Reply);
        if (!started.Reply.Has(out var answer, out var why)) return new(Refused: Problem.FromRefusal(why, user.Name));
        if (answer is Prompted prompted && started.Transaction is { } begun)
        {
            var now = clock.GetUtcNow();
            var asked = held with { Handle = begun, BeganAt = now.ToUnixTimeMilliseconds() };
            await transactions.Begin(http, tenant, asked, prompted.ExpiresAt - now, signIns);
            return new(prompted);
        }

        transactions.Keep(http, tenant, held, Limits.FirstFactorLife);
        return new(Instead: answer as FellBack ?? throw new InvalidOperationException("There is no other answer."));
    }
}
