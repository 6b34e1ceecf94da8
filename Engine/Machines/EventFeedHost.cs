using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Machines;

namespace Countersign.Engine.Machines;

/// <summary>Hosts how far one tenant's receiver has been told.</summary>
public sealed class EventFeedHost(TenantId tenant, IStore store, TimeProvider clock)
    : StateMachineHost<EventFeedState, EventFeedQuestion, EventFeedAnswer, EventFeedEvent>(
        RowKey.OfEventFeed(tenant), EventFeedState.None, store, clock)
{
    protected override ValueTask<Ruling<EventFeedAnswer, EventFeedEvent>> Decide(
        EventFeedState state, EventFeedQuestion question, DateTimeOffset now, CancellationToken cancel) =>
        new(EventFeedRules.Decide(state, question, now));

    protected override EventFeedState Apply(EventFeedState state, EventFeedEvent happened) => EventFeedRules.Apply(state, happened);

    protected override byte[] Write(EventFeedState state) => StateJson.Write(state);

    protected override EventFeedState Read(ReadOnlySpan<byte> body) => StateJson.ReadEventFeed(body);
}
