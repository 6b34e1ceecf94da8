using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Grants;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>
/// Hosts one grant. A backchannel sign-in's comes into being with its user's event, so an absent one is looked for each time.
/// </summary>
public sealed class GrantHost(GrantId grant, IStore store, TimeProvider clock)
    : StateMachineHost<GrantState, GrantQuestion, GrantAnswer, GrantEvent>(RowKey.OfGrant(grant), GrantState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override ValueTask<Ruling<GrantAnswer, GrantEvent>> Decide(
        GrantState state, GrantQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(GrantRules.Decide(state, question, grant, now));

    protected override GrantState Apply(GrantState state, GrantEvent happened) => GrantRules.Apply(state, happened);

    protected override byte[] Write(GrantState state) => StateJson.Write(state);

    protected override GrantState Read(ReadOnlySpan<byte> body) => StateJson.ReadGrant(body);

    protected override RowOwner Owner(GrantState state) => StoredOwners.OfGrant(state);

    protected override DateTimeOffset? Due(GrantState state) => state.Due;
}
