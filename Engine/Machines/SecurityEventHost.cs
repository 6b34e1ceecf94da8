using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn.Machines;
using Countersign.SignIn.SecurityEvents;

namespace Countersign.Engine.Machines;

/// <summary>
/// Hosts what a tenant is owed for one change. It comes into being with the user's event, so an absent one is looked for each time.
/// </summary>
public sealed class SecurityEventHost(SecurityEventId id, IStore store, TimeProvider clock)
    : StateMachineHost<SecurityEventState, SecurityEventQuestion, SecurityEventAnswer, SecurityEventEvent>(
        RowKey.OfSecurityEvent(id), SecurityEventState.None, store, clock)
{
    protected override bool OthersInsert => true;

    protected override ValueTask<Ruling<SecurityEventAnswer, SecurityEventEvent>> Decide(
        SecurityEventState state, SecurityEventQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(SecurityEventRules.Decide(state, question, now));

    protected override SecurityEventState Apply(SecurityEventState state, SecurityEventEvent happened) =>
        SecurityEventRules.Apply(state, happened);

    /// <summary>An event that is no longer owed has no row.</summary>
    protected override byte[] Write(SecurityEventState state) => state is SecurityEventState.Owed ? StateJson.Write(state) : [];

    protected override SecurityEventState Read(ReadOnlySpan<byte> body) => StateJson.ReadSecurityEvent(body);

    protected override DateTimeOffset? Due(SecurityEventState state) => state.Due;
}
