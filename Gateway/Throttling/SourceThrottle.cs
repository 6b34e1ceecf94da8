using System.Net;
using Countersign.SignIn;
using Countersign.SignIn.Users;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits requests by their source in the network (T2, T37): unproved ones count against the source, never against the user they name.
/// In memory of fixed size: some 5 MiB, however many sources ask.
/// </summary>
/// <param name="unthrottled">Networks that are not limited: load generators, health checks.</param>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class SourceThrottle(IReadOnlyList<IPNetwork> unthrottled, TimeProvider clock, SharedCounts? shared = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // T2: a home or an office
    private readonly PrefixLimiter _starts = new(30, Minute, clock, shared, SharedLimit.Starts);
    private readonly WindowCounter _browsers = new(10, Minute, clock, shared, SharedLimit.Browsers);
    private readonly WindowCounter _trusted = new(300, Minute, clock, shared, SharedLimit.TrustedStarts);

    // T29: 112 bits cannot be guessed; this keeps the noise down
    private readonly PrefixLimiter _secrets = new(30, Minute, clock, shared, SharedLimit.Secrets);

    // N6: beside what each person's row counts; of a tenant, a guess here and a guess there from everywhere. What cannot be guessed, a
    // recovery code or a passkey, spends nothing of a tenant's, nor the passwords anything of theirs.
    private readonly PrefixLimiter _unguessed = new(20, Minute, clock, shared, SharedLimit.Unguessed);
    private readonly PrefixLimiter _passwords = new(20, Minute, clock, shared, SharedLimit.Passwords);
    private readonly WindowCounter _passwordsOfOne = new(20, Minute, clock, shared, SharedLimit.OwnPasswords);
    private readonly WindowCounter _passwordsOfTenant = new(600, Minute, clock, shared, SharedLimit.TenantPasswords);

    // T2, I17: what anybody may ask of OpenID Connect
    private readonly PrefixLimiter _requests = new(300, Minute, clock, shared, SharedLimit.Requests);

    // RFC 8628 5.1, I17: devices that ask, and people who type what a device shows
    private readonly PrefixLimiter _devices = new(10, Minute, clock, shared, SharedLimit.Devices);
    private readonly PrefixLimiter _userCodes = new(10, Minute, clock, shared, SharedLimit.UserCodes);

    // I17: requests kept while a person signs in
    private readonly PrefixLimiter _kept = new(60, Minute, clock, shared, SharedLimit.KeptRequests);

    private readonly FanOut _fanOut = new(clock, shared: shared, what: SharedLimit.FanOut);

    /// <summary>
    /// A start. Null when it may go on, otherwise how long to wait. A browser that the person has signed in with is limited by itself,
    /// whatever else comes from its network (T3).
    /// </summary>
    public TimeSpan? Start(HttpContext http, TenantId tenant, UserName user, Initiator initiator)
    {
        if (SourceOf(http) is not { } source) return null;
        if (initiator.Browser is { } browser) return _browsers.Add(Sketch.KeyOf(browser.Value));
        var (place, name) = Keys(source, tenant, user);
        return _starts.Add(source) ?? _fanOut.Check(place, name);
    }

    /// <summary>A start from a network that the tenant trusts, beyond what any network may: so many more a minute.</summary>
    public TimeSpan? StartTrusted(HttpContext http, TenantId tenant) =>
        SourceOf(http) is { } source ? _trusted.Add(Place(source, tenant)) : null;

    /// <summary>What became of a start that went on.</summary>
    /// <param name="isPrompted">A phone was asked.</param>
    public void Started(HttpContext http, TenantId tenant, UserName user, Initiator initiator, bool isPrompted)
    {
        if (initiator.Browser is not null || SourceOf(http) is not { } source) return;
        var (place, name) = Keys(source, tenant, user);
        _fanOut.Count(place, name, isPrompted);
    }

    /// <summary>A pass or an activation code.</summary>
    public TimeSpan? Secret(HttpContext http) => Add(_secrets, http);

    /// <summary>
    /// A password. A browser that the person has signed in with is limited by itself, whatever strangers do (T3). Where strangers have
    /// spent what their tenant lets them try together, it may still come from a place that the person signs in from, which the person's row
    /// says.
    /// </summary>
    /// <returns>How long to wait, and whether only for strangers.</returns>
    public (TimeSpan? Wait, bool IsForStrangers) Password(HttpContext http, TenantId tenant, Initiator initiator)
    {
        if (SourceOf(http) is not { } source) return default;
        if (initiator.Browser is { } browser) return (OfOne(browser), false);
        return _passwords.Add(source) is { } wait ? (wait, false) : (_passwordsOfTenant.Add(Sketch.KeyOf(tenant.Value)), true);
    }

    /// <summary>A recovery code or a passkey: each takes some work, and nobody guesses one.</summary>
    public TimeSpan? Unguessed(HttpContext http, Initiator initiator) => SourceOf(http) is not { } source
        ? null
        : initiator.Browser is { } browser ? OfOne(browser) : _unguessed.Add(source);

    private TimeSpan? OfOne(SecretHash browser) => _passwordsOfOne.Add(Sketch.KeyOf(browser.Value));

    /// <summary>A password that somebody who is signed in sets: each takes a hash.</summary>
    public TimeSpan? OwnPassword(UserKey user) => _passwordsOfOne.Add(Sketch.KeyOf(user.Tenant.Value, "own", user.Name.Value));

    /// <summary>A request of OpenID Connect by nobody in particular.</summary>
    public TimeSpan? Request(HttpContext http) => Add(_requests, http);

    /// <summary>A device that asks for a code (RFC 8628 3.1): it takes a row, and nobody sets up more than a few at once.</summary>
    public TimeSpan? Device(HttpContext http) => Add(_devices, http);

    /// <summary>A request that would take a row while a person signs in.</summary>
    public TimeSpan? Kept(HttpContext http) => Add(_kept, http);

    /// <summary>A user code that was typed (RFC 8628 5.1): 34 bits, and ten minutes to guess them.</summary>
    public TimeSpan? UserCode(HttpContext http) => Add(_userCodes, http);

    /// <summary>Somebody of the tenant signed in from there: for it, that is no longer a source without success.</summary>
    public void Succeeded(HttpContext http, TenantId tenant)
    {
        if (SourceOf(http) is { } source) _fanOut.Forget(Place(source, tenant));
    }

    /// <summary>Whether the request comes from a network that the operator does not want throttled.</summary>
    public bool IsExempt(HttpContext http) => SourceOf(http) is null;

    /// <summary>The source of a request as it is limited: one host.</summary>
    public static string HostOf(HttpContext http) => Source.From(http.Connection.RemoteIpAddress ?? IPAddress.None).Host.ToString("x");

    private TimeSpan? Add(PrefixLimiter limiter, HttpContext http) => SourceOf(http) is { } source ? limiter.Add(source) : null;

    private Source? SourceOf(HttpContext http) => Source.Of(http, unthrottled);

    private static UInt128 Place(Source source, TenantId tenant) => Sketch.KeyOf(tenant.Value, source.Host.ToString("x"));

    private static (UInt128 Place, UInt128 Name) Keys(Source source, TenantId tenant, UserName user) =>
        (Place(source, tenant), Sketch.KeyOf(tenant.Value, source.Host.ToString("x"), user.Value));
}
