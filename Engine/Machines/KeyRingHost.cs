using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Keys;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>Hosts one tenant's signing keys; of a tenant that is not there, none.</summary>
public sealed class KeyRingHost(TenantId tenant, IStore store, TimeProvider clock, TenantDirectory tenants)
    : StateMachineHost<KeyRingState, KeyRingQuestion, KeyRingAnswer, KeyRingEvent>(
        RowKey.OfKeys(tenant), KeyRingState.None, store, clock)
{
    protected override async ValueTask<Ruling<KeyRingAnswer, KeyRingEvent>> Decide(
        KeyRingState state, KeyRingQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        KeyRingRules.Decide(state, question, tenant, await tenants.Current(tenant, cancel), now);

    protected override KeyRingState Apply(KeyRingState state, KeyRingEvent happened) => KeyRingRules.Apply(state, happened);

    protected override byte[] Write(KeyRingState state) => StateJson.Write(state);

    protected override KeyRingState Read(ReadOnlySpan<byte> body) => StateJson.ReadKeys(body);
}
