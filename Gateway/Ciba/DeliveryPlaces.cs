using System.Collections.Immutable;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// Places for deliveries under way, so that no client and no tenant keeps the others from theirs (I21): a client has 50, a tenant 100,
/// and when few are left, they are for tenants that have hardly any.
/// </summary>
internal sealed class DeliveryPlaces
{
    public const int All = 500, PerClient = 50, PerTenant = 100;
    private const int Scarce = 400, WhenScarce = 5;
    private readonly Lock _lock = new();
    private readonly Dictionary<BusyClient, int> _clients = [];
    private readonly Dictionary<TenantId, int> _tenants = [];
    private int _taken;

    public int Free
    {
        get
        {
            lock (_lock) return All - _taken;
        }
    }

    /// <summary>Who has no place left.</summary>
    /// <param name="pause">How long what is theirs waits.</param>
    public BusyClients Busy(TimeSpan pause)
    {
        lock (_lock)
        {
            var tenants = _taken >= Scarce ? WhenScarce : PerTenant;
            return new(
                [.. _clients.Where(client => client.Value >= PerClient).Select(client => client.Key)],
                [.. _tenants.Where(tenant => tenant.Value >= tenants).Select(tenant => tenant.Key)], pause);
        }
    }

    public void Take(TenantId tenant, string client)
    {
        lock (_lock)
        {
            _taken++;
            _clients[new(tenant, client)] = _clients.GetValueOrDefault(new(tenant, client)) + 1;
            _tenants[tenant] = _tenants.GetValueOrDefault(tenant) + 1;
        }
    }

    public void Leave(TenantId tenant, string client)
    {
        lock (_lock)
        {
            _taken--;
            if (--_clients[new(tenant, client)] == 0) _clients.Remove(new(tenant, client));
            if (--_tenants[tenant] == 0) _tenants.Remove(tenant);
        }
    }
}
