using System.Collections.Immutable;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.Grants;

namespace Countersign.Engine.Keepers;

/// <summary>Keeps one grant. A backchannel sign-in's comes into being with its user's event, so an absent one is looked for each time.</summary>
public sealed class GrantKeeper(GrantId grant, IStore store, TimeProvider clock)
    : Keeper<GrantState, GrantCommand, GrantAnswer, GrantEvent>(RowKey.OfGrant(grant), GrantState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override ValueTask<Ruling<GrantAnswer, GrantEvent>> Decide(
        GrantState state, GrantCommand command, DateTimeOffset now, CancellationToken cancel) =>
        new(GrantRules.Decide(state, command, now));

    protected override GrantState Apply(GrantState state, GrantEvent happened) => GrantRules.Apply(state, happened);

    protected override byte[] Write(GrantState state) => StateJson.Write(state);

    protected override GrantState Read(ReadOnlySpan<byte> body) => StateJson.ReadGrant(body);

    protected override RowOwner Owner(GrantState state) => StoredOwners.OfGrant(state);

    protected override DateTimeOffset? Due(GrantState state) => state.Due;

    protected override IReadOnlyList<AuditFact> Audit(ImmutableArray<GrantEvent> events) =>
        [.. events.Select(happened => GrantConsequences.Audit(happened, grant)).OfType<AuditFact>()];
}
