using Countersign.SignIn;

namespace Countersign.Gateway.Waking;

/// <summary>Wake-ups under way: bounded, and no tenant has them all (I17). One that finds no place is dropped.</summary>
internal sealed class WakePlaces
{
    public const int All = 2000, PerTenant = 1000;
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _tenants = [];
    private int _taken;
    private TaskCompletionSource? _emptied;

    public bool Take(TenantId tenant)
    {
        lock (_lock)
        {
            var own = _tenants.GetValueOrDefault(tenant);
            if (_taken >= All || own >= PerTenant) return false;
            _taken++;
            _tenants[tenant] = own + 1;
            return true;
        }
    }

    public void Leave(TenantId tenant)
    {
        lock (_lock)
        {
            if (--_taken == 0) _emptied?.TrySetResult();
            if (--_tenants[tenant] == 0) _tenants.Remove(tenant);
        }
    }

    /// <summary>When nothing is under way any more, or after that long.</summary>
    public async Task Emptied(TimeSpan most)
    {
        Task emptied;
        lock (_lock)
        {
            if (_taken == 0) return;
            _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
            emptied = _emptied.Task;
        }

        await Task.WhenAny(emptied, Task.Delay(most));
    }
}
