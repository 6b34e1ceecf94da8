global using EventFeedRuling =
    Countersign.SignIn.Machines.Ruling<Countersign.SignIn.EventFeeds.EventFeedAnswer, Countersign.SignIn.EventFeeds.EventFeedEvent>;

namespace Countersign.SignIn.EventFeeds;

/// <summary>Events of a feed. Each has the feed as it is then.</summary>
public abstract record EventFeedEvent(EventFeedState.Following After, DateTimeOffset At)
{
    public sealed record Begun(EventFeedState.Following After, DateTimeOffset At) : EventFeedEvent(After, At);
    public sealed record Stopped(EventFeedState.Following After, DateTimeOffset At) : EventFeedEvent(After, At);
    public sealed record Taken(EventFeedState.Following After, DateTimeOffset At) : EventFeedEvent(After, At);
    public sealed record Settled(EventFeedState.Following After, DateTimeOffset At) : EventFeedEvent(After, At);
}
