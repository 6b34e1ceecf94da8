using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one tenant.</summary>
public sealed class TenantKeeper(TenantId tenant, IStore store, TimeProvider clock, TenantDirectory tenants)
    : Keeper<TenantState, TenantCommand, TenantAnswer, TenantEvent>(RowKey.OfTenant(tenant), TenantState.None, store, clock)
{
    protected override ValueTask<Ruling<TenantAnswer, TenantEvent>> Decide(
        TenantState state, TenantCommand command, DateTimeOffset now, CancellationToken cancel) =>
        new(TenantRules.Decide(state, command, now));

    protected override TenantState Apply(TenantState state, TenantEvent happened) => TenantRules.Apply(state, happened);

    protected override byte[] Write(TenantState state) => StateJson.Write(state);

    protected override TenantState Read(ReadOnlySpan<byte> body) => StateJson.ReadTenant(body);

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<TenantEvent> events) =>
        [.. events.Select(happened => TenantConsequences.Audit(happened, tenant))];

    /// <summary>I8: the users asked next decide under the new rules.</summary>
    protected override void CarryOut(TenantState state, ImmutableArray<TenantEvent> events) => tenants.Now(tenant, state);
}
