using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// Limits what one client asks for on the backchannel (CD5, CD8). The person's own budget stands beside it.
/// </summary>
/// <param name="shared">Null: nobody else counts.</param>
public sealed class ClientThrottle(SourceThrottle sources, TimeProvider clock, SharedCounts? shared = null)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly WindowCounter _starts = new(600, Minute, clock, shared, SharedLimit.ClientStarts);
    private readonly FanOut _fanOut = new(clock, 60, shared, SharedLimit.ClientFanOut);
    private readonly WindowCounter _guesses = new(5, 10 * Minute, clock, shared, SharedLimit.UserCodeGuesses);
    private readonly WindowCounter _kept = new(6000, 10 * Minute, clock, shared, SharedLimit.ClientKeptRequests);
    private readonly WindowCounter _devices = new(1000, 10 * Minute, clock, shared, SharedLimit.ClientDevices);

    /// <summary>
    /// A request. Null when it may go on, otherwise how long to wait. From a network that is not throttled nothing is counted.
    /// </summary>
    public TimeSpan? Start(HttpContext http, TenantId tenant, string client, UserName user) => sources.IsExempt(http)
        ? null
        : _starts.Add(Key(tenant, client)) ?? _fanOut.Check(Key(tenant, client), Key(new UserKey(tenant, user), client));

    /// <summary>
    /// What became of it: whoever has a list of names tries many (CD8). A name that a decoy stands for counts like any other.
    /// </summary>
    /// <param name="isPrompted">A phone was asked, as far as the client can tell.</param>
    public void Asked(HttpContext http, TenantId tenant, string client, UserName user, bool isPrompted)
    {
        if (!sources.IsExempt(http)) _fanOut.Count(Key(tenant, client), Key(new UserKey(tenant, user), client), isPrompted);
    }

    /// <summary>Somebody approved what the client asked.</summary>
    public void Succeeded(TenantId tenant, string client) => _fanOut.Forget(Key(tenant, client));

    /// <summary>
    /// Whether this client may try a user code (C15). Counted before anybody looks whether it is right, so that many at once are no more
    /// than one after the other.
    /// </summary>
    public bool MayGuess(UserKey user, string client) => _guesses.Add(Key(user, client)) is null;

    /// <summary>The code was right: what was tried before it counts for nothing.</summary>
    public void Guessed(UserKey user, string client) => _guesses.Forget(Key(user, client));

    /// <summary>
    /// A device that asks for a code, which takes a row for a quarter of an hour: of one client so many at most, whoever pretends to be it
    /// (I17).
    /// </summary>
    public TimeSpan? Device(TenantId tenant, string client) => _devices.Add(Key(tenant, client));

    /// <summary>A request that is kept while a person signs in: a row, which a stranger can cause (I17).</summary>
    public TimeSpan? Kept(TenantId tenant, string client) => _kept.Add(Key(tenant, client));

    private static UInt128 Key(TenantId tenant, string client) => Sketch.KeyOf(tenant.Value, client);

    private static UInt128 Key(UserKey user, string client) => Sketch.KeyOf(user.Tenant.Value, user.Name.Value, client);
}
