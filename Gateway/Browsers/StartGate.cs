using Countersign.Engine;
using Countersign.Gateway.Http;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Browsers;

/// <summary>
/// Lets browsers begin sign-ins, or has them wait (T2, T3): one that the person has signed in with is limited by itself, any other by the
/// network it comes from, and from a network that the tenant trusts more may come.
/// </summary>
internal sealed class StartGate(KnownBrowsers known, SourceThrottle throttle, Administration administration, EvenAnswers even)
{
    /// <summary>Within it a result that is asked for again may be one that never arrived.</summary>
    private static readonly TimeSpan AnswerLost = TimeSpan.FromSeconds(10);

    /// <summary>Who begins, and how long to wait; null: not at all.</summary>
    public async ValueTask<(Initiator Initiator, TimeSpan? Wait)> Admit(HttpContext http, TenantId tenant, UserName user)
    {
        var initiator = known.InitiatorOf(http, tenant, user);
        var wait = throttle.Start(http, tenant, user, initiator);
        return wait is not null && await IsTrusted(http, tenant) ? (initiator, throttle.StartTrusted(http, tenant)) : (initiator, wait);
    }

    /// <summary>The same for a password, a recovery code or a passkey.</summary>
    public (Initiator Initiator, TimeSpan? Wait, bool IsForStrangers) AdmitSecret(
        HttpContext http, TenantId tenant, UserName user, OtherWay way)
    {
        var initiator = known.InitiatorOf(http, tenant, user);
        var (wait, isForStrangers) = way == OtherWay.Password
            ? throttle.Password(http, tenant, initiator)
            : (throttle.Unguessed(http, initiator), false);
        return (initiator, wait, isForStrangers && wait is not null);
    }

    /// <summary>What became of a start that was let in.</summary>
    public void Started(HttpContext http, UserKey user, Initiator initiator, StartAnswered? answer)
    {
        var isPrompted = answer is not (null or FellBack { Reason: FallbackReason.NotAvailable });
        throttle.Started(http, user.Tenant, user.Name, initiator, isPrompted);
        if (answer is Prompted) even.Began();
    }

    /// <summary>
    /// The person has signed in with this browser, from this network. A result that is only given again is no other success.
    /// </summary>
    public void SignedIn(HttpContext http, TenantId tenant, SignedIn result, DateTimeOffset now)
    {
        if (now - result.CollectedAt < AnswerLost) throttle.Succeeded(http, tenant);
        known.Remember(http, tenant, result.User);
    }

    /// <summary>This browser, as it would begin a sign-in for this person.</summary>
    public Initiator InitiatorOf(HttpContext http, UserKey user) => known.InitiatorOf(http, user.Tenant, user.Name);

    /// <summary>
    /// The person has signed in from this network, and not by the phone: what somebody with their password could do makes no browser known.
    /// </summary>
    public void SignedInElsewhere(HttpContext http, TenantId tenant) => throttle.Succeeded(http, tenant);

    /// <summary>
    /// The person has signed in with a password or a recovery code. That makes the browser known only to somebody who has no phone: there
    /// is none that a stranger who knows the password could ask by it.
    /// </summary>
    public void SignedInWithSecret(HttpContext http, TenantId tenant, UserName user, bool hasPhone)
    {
        throttle.Succeeded(http, tenant);
        if (!hasPhone) known.Remember(http, tenant, user);
    }

    /// <summary>Asked only when a start would have to wait otherwise.</summary>
    private async ValueTask<bool> IsTrusted(HttpContext http, TenantId tenant)
    {
        var read = await administration.Ask(tenant, new TenantQuestion.Read(), http.RequestAborted);
        return http.Connection.RemoteIpAddress is { } address && read.Answer is { Tenant.Settings: var settings }
            && TrustedNetworks.Include(settings.TrustedNetworks, address);
    }
}
