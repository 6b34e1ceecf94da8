using Countersign.Gateway.Http;
using Countersign.SignIn;
using Countersign.SignIn.Jose;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Observability;

/// <summary>
/// Counts and logs what happens at the gateway, each event by one call: metrics for the operator, the security log for whoever guards the
/// service. A routine event costs a few hundred nanoseconds; nothing is formatted unless it is written.
/// </summary>
public sealed class Telemetry(Measures measures, SecurityLog log, SecurityEvents events)
{
    public Measures Measures => measures;

    public void Started(HttpContext http, UserKey user, Reply<StartAnswered> reply)
    {
        switch (reply.Answer)
        {
            case Prompted { IsDecoy: true }:
                measures.Started(user.Tenant, "decoy", "");
                log.Write(LogLevel.Debug, "start.decoy", http, user.Name, "decoy");
                break;
            case Prompted:
                measures.Started(user.Tenant, "number", "");
                log.Write(LogLevel.Debug, "start.prompted", http, user.Name, "number");
                break;
            case FellBack fallBack:
                var isFederated = !fallBack.TakesPassword && (fallBack.SignInUrl is not null || fallBack.Provider is not null);
                measures.Started(user.Tenant, isFederated ? "federate" : "password", Words.WordFor(fallBack.Reason));
                FellBack(http, user.Name, fallBack.Reason);
                break;
            case StartThrottled:
                measures.Started(user.Tenant, "throttled", "pending");
                break;
        }
    }

    /// <summary>T4. Who has no phone sign-in falls back each time: that is routine.</summary>
    public void FellBack(HttpContext http, UserName? user, FallbackReason reason)
    {
        var isSuppressed = reason is FallbackReason.TooManyPrompts or FallbackReason.Locked;
        var level = reason == FallbackReason.NotAvailable ? LogLevel.Debug : LogLevel.Information;
        log.Write(level, isSuppressed ? "prompt.suppressed" : "fallback.issued", http, user, Words.WordFor(reason));
    }

    /// <summary>A device's decision that was refused. It names the user its statement claims; the signature need not have held.</summary>
    public Problem Refused(HttpContext http, TenantId tenant, string statement, Refusal why)
    {
        if (why == Refusal.NumberMismatch) measures.Answered(tenant, "wrong_number");
        if (why == Refusal.MethodNotAllowedByPolicy) measures.Answered(tenant, "not_allowed");
        return Problem.FromRefusal(why, DecisionStatement.Parse(statement, out _, out _)?.User);
    }

    /// <summary>A device's decision.</summary>
    public void Decided(HttpContext http, TenantId tenant, string statement, Outcome outcome)
    {
        measures.Answered(tenant, Words.WordFor(outcome));
        var level = outcome == Outcome.Denied ? LogLevel.Information : LogLevel.Debug;
        if (log.IsOn(level))
        {
            var user = DecisionStatement.Parse(statement, out _, out _)?.User;
            log.Write(level, "decide." + Words.WordFor(outcome), http, user, Words.WordFor(outcome));
        }

    }

    public void Redeemed(HttpContext http, TenantId tenant, UserName user)
    {
        measures.Redeemed(tenant);
        log.Write(LogLevel.Debug, "sign_in.redeemed", http, user, "redeemed");
    }

    /// <summary>Somebody came back from a provider and is signed in; the audit has the way and the reason.</summary>
    public void SignedInFederated(HttpContext http, TenantId tenant, SignedInFederated signedIn)
    {
        measures.Federated(tenant, "signed_in");
        log.Write(LogLevel.Information, "sign_in.federated", http, signedIn.User, Words.WordFor(signedIn.How.Reason));
    }

    /// <summary>
    /// Somebody typed a password or a recovery code, or used a passkey, and is signed in; the audit has the way and the reason.
    /// </summary>
    public void SignedInWithSecret(HttpContext http, TenantId tenant, SignedInWithSecret signedIn)
    {
        measures.Secret(tenant, WordFor(signedIn.How.Way), "signed_in");
        log.Write(LogLevel.Information, "sign_in." + WordFor(signedIn.How.Way), http, signedIn.User, Words.WordFor(signedIn.How.Reason));
    }

    /// <summary>The same for nothing. Whose it was is in the log as a pseudonym alone.</summary>
    /// <param name="outcome">One of a few words.</param>
    public void Secret(HttpContext http, TenantId tenant, UserName user, OtherWay way, string outcome)
    {
        measures.Secret(tenant, WordFor(way), outcome);
        log.Write(LogLevel.Information, WordFor(way) + "." + outcome, http, user, outcome);
    }

    private static string WordFor(OtherWay way) => way switch
    {
        OtherWay.Recovery => "recovery_code",
        OtherWay.Passkey => "passkey",
        _ => "password",
    };

    /// <summary>Somebody was sent to a provider, or came back from one for nothing.</summary>
    /// <param name="outcome">One of a few words.</param>
    public void Federated(HttpContext http, TenantId tenant, UserName? user, string outcome)
    {
        measures.Federated(tenant, outcome);
        log.Write(outcome == "sent" ? LogLevel.Debug : LogLevel.Information, "federation." + outcome, http, user, outcome);
    }

    /// <summary>A token set was made; the audit has the grant.</summary>
    /// <param name="way">The <c>grant_type</c>, one of the few there are.</param>
    public void TokensIssued(HttpContext http, TenantId tenant, UserName user, string way)
    {
        measures.TokensIssued(tenant, way);
        log.Write(LogLevel.Debug, "token.issued", http, user, way);
    }

    /// <summary>A Temporary Access Pass was used.</summary>
    public void SessionBegun(HttpContext http, UserKey user) => log.Write(LogLevel.Information, "pass.used", http, user.Name, "session");

    /// <summary>Stage 1 (N18).</summary>
    public void Activated(HttpContext http, UserName user) => log.Write(LogLevel.Information, "device.activated", http, user, "activated");

    /// <summary>A change by an administrator that was carried out (T31); the audit has its values.</summary>
    /// <param name="actor">The token's name.</param>
    public void Administered(HttpContext http, string actor) => log.Write(
        LogLevel.Information, "admin.changed", http,
        UserName.TryParse(http.Request.RouteValues["user"] as string, out var user) ? user : null,
        http.Request.Method + " " + (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText + " by " + actor);

    /// <summary>Every refusal of every endpoint passes here, from the edge.</summary>
    public void Refused(HttpContext http, Problem problem)
    {
        measures.Refused(problem.Error.Code);
        var (level, name) = events.Describe(problem.Error, http.Request);
        log.Write(level, name, http, problem.About, problem.Error.Code);
    }
}
