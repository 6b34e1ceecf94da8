using Countersign.SignIn;

namespace Countersign.Gateway.Throttling;

/// <summary>What one client may ask for on the backchannel (CD5, CD8). Counted per gateway; the person's own budget stands beside it.</summary>
public sealed class ClientThrottle(TimeProvider clock)
{
    private readonly WindowCounter<(TenantId, string)> _starts = new(600, TimeSpan.FromMinutes(1), clock);
    private readonly WindowCounter<(TenantId, string)> _misses = new(60, TimeSpan.FromMinutes(10), clock);

    /// <summary>A request. Null when it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Start(TenantId tenant, string client) => _starts.Add((tenant, client));

    /// <summary>A request for nobody who could be asked: whoever has a list of names tries many.</summary>
    public TimeSpan? Miss(TenantId tenant, string client) => _misses.Add((tenant, client));
}
