using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Keys;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one tenant's signing keys; of a tenant that is not there it keeps none.</summary>
public sealed class KeyKeeper(TenantId tenant, IStore store, TimeProvider clock, TenantDirectory tenants)
    : Keeper<KeyState, KeyCommand, KeyAnswer, KeyEvent>(RowKey.OfKeys(tenant), KeyState.None, store, clock)
{
    protected override async ValueTask<Ruling<KeyAnswer, KeyEvent>> Decide(
        KeyState state, KeyCommand command, DateTimeOffset now, CancellationToken cancel) =>
        KeyRules.Decide(state, command, await tenants.Current(tenant, cancel), now);

    protected override KeyState Apply(KeyState state, KeyEvent happened) => KeyRules.Apply(state, happened);

    protected override byte[] Write(KeyState state) => StateJson.Write(state);

    protected override KeyState Read(ReadOnlySpan<byte> body) => StateJson.ReadKeys(body);

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<KeyEvent> events) =>
        [.. events.Select(happened => KeyConsequences.Audit(happened, tenant))];
}
