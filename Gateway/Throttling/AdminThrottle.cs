using System.Net;
using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>Limits what comes to the administration listener (T31): by its source, and people who are written by their tenant.</summary>
/// <param name="unthrottled">Networks that are not limited.</param>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class AdminThrottle(IReadOnlyList<IPNetwork> unthrottled, TimeProvider clock, SharedCounts? shared = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PrefixLimiter _secrets = new(30, Minute, clock, shared, SharedLimit.AdminSecrets);
    private readonly PrefixLimiter _changes = new(60, Minute, clock, shared, SharedLimit.AdminChanges);   // nobody does that by hand faster

    // thousands of people an hour, and no more than leaves the store time for who signs in
    private readonly WindowCounter _people = new(6000, Minute, clock, shared, SharedLimit.AdminPeople);

    /// <summary>A request without the right token. Null when it may be answered, otherwise how long to wait.</summary>
    public TimeSpan? Secret(HttpContext http) => Add(_secrets, http);

    /// <summary>A change.</summary>
    public TimeSpan? Change(HttpContext http) => Add(_changes, http);

    /// <summary>
    /// A person or a member of a group that is written, wherever from (ADM-5): a tenant's directory is brought in at once.
    /// </summary>
    public TimeSpan? Person(HttpContext http, TenantId tenant) =>
        Source.Of(http, unthrottled) is null ? null : _people.Add(Sketch.KeyOf(tenant.Value));

    private TimeSpan? Add(PrefixLimiter limiter, HttpContext http) =>
        Source.Of(http, unthrottled) is { } source ? limiter.Add(source) : null;
}
