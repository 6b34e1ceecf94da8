using System.Net;

namespace Countersign.Gateway.Throttling;

/// <summary>Limits what comes to the administration listener, by its source (T31).</summary>
/// <param name="unthrottled">Networks that are not limited.</param>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class AdminThrottle(IReadOnlyList<IPNetwork> unthrottled, TimeProvider clock, SharedCounts? shared = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PrefixLimiter _secrets = new(30, Minute, clock, shared, SharedLimit.AdminSecrets);
    private readonly PrefixLimiter _changes = new(60, Minute, clock, shared, SharedLimit.AdminChanges);   // nobody does that by hand faster

    /// <summary>A request without the right token. Null when it may be answered, otherwise how long to wait.</summary>
    public TimeSpan? Secret(HttpContext http) => Add(_secrets, http);

    /// <summary>A change.</summary>
    public TimeSpan? Change(HttpContext http) => Add(_changes, http);

    private TimeSpan? Add(PrefixLimiter limiter, HttpContext http) =>
        Source.Of(http, unthrottled) is { } source ? limiter.Add(source) : null;
}
