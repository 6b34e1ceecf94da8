using System.Collections.Concurrent;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.Machines;

/// <summary>
/// The tenants as this process knows them. Where nobody else writes, what was read or saved last is the truth; elsewhere it is read again
/// when older than <see cref="MaximumAge"/>, well within the 5 s that I8 allows.
/// </summary>
public sealed class TenantDirectory(IStore store, TimeProvider clock)
{
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, Known> _known = new();

    public async ValueTask<TenantState> Current(TenantId tenant, CancellationToken cancel)
    {
        var now = clock.GetTimestamp();
        if (_known.TryGetValue(tenant, out var known) && (store.IsExclusive || clock.GetElapsedTime(known.At, now) < MaximumAge))
            return known.State;

        var row = await store.Load(RowKey.OfTenant(tenant), cancel);
        if (row is null) return TenantState.None;   // not remembered: any name can be asked for, and none may take memory (I17)
        var state = StateJson.ReadTenant(row.Body.Span);
        var read = new Known(state, now);
        return _known.AddOrUpdate(tenant, read, (_, other) => Newer(other, read)).State;
    }

    /// <summary>Remembers what has just been saved.</summary>
    public void Now(TenantId tenant, TenantState state)
    {
        var saved = new Known(state, clock.GetTimestamp());
        _known.AddOrUpdate(tenant, saved, (_, other) => Newer(other, saved));
    }

    /// <summary>A read that was under way while a save went through must not bring the old rules back.</summary>
    private static Known Newer(Known one, Known other) => ChangesOf(other.State) >= ChangesOf(one.State) ? other : one;

    private static long ChangesOf(TenantState state) => state is TenantState.Present present ? present.Changes : 0;

    private sealed record Known(TenantState State, long At);
}
