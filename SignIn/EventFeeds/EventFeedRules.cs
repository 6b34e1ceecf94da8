namespace Countersign.SignIn.EventFeeds;

/// <summary>
/// The rules of a feed: one at a time delivers, at least once and in the order of the chain. After a failure it waits, the longer the more
/// often; what is a day old is given up.
/// </summary>
public static class EventFeedRules
{
    /// <summary>Whether an event of this time is told to nobody any more.</summary>
    public static bool IsTooLate(DateTimeOffset at, DateTimeOffset now) => now - at >= Limits.SecurityEventLife;

    /// <summary>None of it is a fact: whoever follows the facts would follow itself.</summary>
    public static EventFeedRuling Decide(EventFeedState state, EventFeedQuestion question, DateTimeOffset now) => question switch
    {
        EventFeedQuestion.Read => Is(state),
        EventFeedQuestion.Begin begin => Begin(state, begin, now),
        EventFeedQuestion.Stop => Stop(state, now),
        EventFeedQuestion.Take => Take(state, now),
        EventFeedQuestion.Settle settle => Settle(state, settle, now),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.GetType().Name),
    };

    public static EventFeedState Apply(EventFeedState state, EventFeedEvent happened) => happened.After;

    private static EventFeedRuling Begin(EventFeedState state, EventFeedQuestion.Begin begin, DateTimeOffset now)
    {
        if (state is EventFeedState.Following { IsStopped: false }) return Is(state);
        var taken = state is EventFeedState.Following before ? before.Taken : 0;   // whoever had taken it then, has it no more
        return Is(new EventFeedEvent.Begun(new(begin.Tenant, begin.Cursor, now, now, Taken: taken), now));
    }

    /// <summary>A feed begins before its receiver is saved: for a while it is waited for.</summary>
    private static EventFeedRuling Stop(EventFeedState state, DateTimeOffset now)
    {
        if (state is not EventFeedState.Following { IsStopped: false } feed) return Is(state);
        return now - feed.Since < Limits.FeedPatience
            ? Is(new EventFeedEvent.Settled(feed with { Next = now + Limits.FeedPatience / 5, Taken = feed.Taken + 1 }, now))
            : Is(new EventFeedEvent.Stopped(feed with { IsStopped = true, Trouble = null, TroubleAt = null }, now));
    }

    private static EventFeedRuling Take(EventFeedState state, DateTimeOffset now)
    {
        if (state is not EventFeedState.Following { IsStopped: false } feed || now < feed.Next) return new(EventFeedAnswer.Nothing.Here);
        var taken = feed with { Taken = feed.Taken + 1, Next = now + Limits.FeedLease };
        return new(new EventFeedAnswer.Taken(feed.Cursor, taken.Taken), new EventFeedEvent.Taken(taken, now));
    }

    private static EventFeedRuling Settle(EventFeedState state, EventFeedQuestion.Settle settle, DateTimeOffset now)
    {
        if (state is not EventFeedState.Following { IsStopped: false } feed || settle.Taking != feed.Taken) return Is(state);
        var (done, failures) = (settle.Progress, settle.Trouble is null ? 0 : settle.Progress.Delivered > 0 ? 1 : feed.Failures + 1);
        var settled = feed with
        {
            Cursor = Math.Max(feed.Cursor, done.UpTo),
            Failures = failures,
            Next = settle.Trouble is null ? now : now + PauseAfter(failures, settle.Wait),
            Taken = feed.Taken + 1,   // the lease is given back
            Delivered = feed.Delivered + done.Delivered,
            Refused = feed.Refused + done.Refused,
            GivenUp = feed.GivenUp + done.GivenUp,
            DeliveredAt = done.Delivered > 0 ? now : feed.DeliveredAt,
            Trouble = settle.Trouble ?? (done.Delivered > 0 ? null : feed.Trouble),
            TroubleAt = settle.Trouble is not null ? now : done.Delivered > 0 ? null : feed.TroubleAt,
        };
        return Is(new EventFeedEvent.Settled(settled, now));
    }

    /// <summary>A receiver may ask for a longer pause than ours, and for none that is longer than the longest.</summary>
    private static TimeSpan PauseAfter(int failures, TimeSpan? wanted)
    {
        var ours = Limits.SecurityEventPauses[Math.Clamp(failures, 1, Limits.SecurityEventPauses.Length) - 1];
        var longest = Limits.SecurityEventPauses[^1];
        return wanted is not { } wait || wait <= ours ? ours : wait < longest ? wait : longest;
    }

    private static EventFeedRuling Is(EventFeedState state) => new(new EventFeedAnswer.Is(state));

    private static EventFeedRuling Is(EventFeedEvent happened) => new(new EventFeedAnswer.Is(happened.After), happened);
}
