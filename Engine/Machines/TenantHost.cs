using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Machines;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.Machines;

/// <summary>Hosts one tenant.</summary>
public sealed class TenantHost(TenantId tenant, IStore store, TimeProvider clock, TenantDirectory tenants)
    : StateMachineHost<TenantState, TenantQuestion, TenantAnswer, TenantEvent>(
        RowKey.OfTenant(tenant), TenantState.None, store, clock)
{
    protected override ValueTask<Ruling<TenantAnswer, TenantEvent>> Decide(
        TenantState state, TenantQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(TenantRules.Decide(state, question, tenant, now));

    protected override TenantState Apply(TenantState state, TenantEvent happened) => TenantRules.Apply(state, happened);

    protected override byte[] Write(TenantState state) => StateJson.Write(state);

    protected override TenantState Read(ReadOnlySpan<byte> body) => StateJson.ReadTenant(body);


    /// <summary>I8: the users asked next decide under the new rules.</summary>
    protected override void CarryOut(TenantState state, ImmutableArray<TenantEvent> events) => tenants.Now(tenant, state);
}
