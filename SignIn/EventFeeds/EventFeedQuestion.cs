namespace Countersign.SignIn.EventFeeds;

/// <summary>Questions to the feed of a tenant's receiver.</summary>
public abstract record EventFeedQuestion
{
    public sealed record Read : EventFeedQuestion<EventFeedAnswer.Is>;

    /// <summary>There is a receiver: it hears of what comes after this record. Of a feed that there is, nothing changes.</summary>
    public sealed record Begin(TenantId Tenant, long Cursor) : EventFeedQuestion<EventFeedAnswer.Is>;

    /// <summary>There is no receiver any more.</summary>
    public sealed record Stop : EventFeedQuestion<EventFeedAnswer.Is>;

    /// <summary>Takes it for delivery: the caller delivers alone, for as long as the lease lasts.</summary>
    public sealed record Take : EventFeedQuestion<EventFeedAnswer>;

    /// <summary>Says what became of it.</summary>
    /// <param name="Taking">Which taking it was: what a taker says whose lease is over changes nothing.</param>
    /// <param name="Trouble">Why it went no further; null: nothing was in the way.</param>
    /// <param name="Wait">What the receiver asked for; null: nothing.</param>
    public sealed record Settle(int Taking, FeedProgress Progress, FeedTrouble? Trouble = null, TimeSpan? Wait = null)
        : EventFeedQuestion<EventFeedAnswer.Is>;
}

/// <param name="UpTo">Every record up to this one is settled.</param>
/// <param name="Refused">Events that the receiver will never take.</param>
/// <param name="GivenUp">Events that were too late.</param>
public sealed record FeedProgress(long UpTo, int Delivered = 0, int Refused = 0, int GivenUp = 0);

/// <summary>A question with the kind of answer that it gets.</summary>
public abstract record EventFeedQuestion<TAnswer> : EventFeedQuestion where TAnswer : EventFeedAnswer;

/// <summary>Answers of a feed; it refuses nothing.</summary>
public abstract record EventFeedAnswer
{
    public sealed record Is(EventFeedState State) : EventFeedAnswer;

    /// <summary>There is no receiver, or somebody else is at it, or it is not time yet.</summary>
    public sealed record Nothing : EventFeedAnswer
    {
        public static readonly Nothing Here = new();
    }

    /// <param name="Cursor">What comes after this record is to be delivered.</param>
    /// <param name="Taking">1 for the first.</param>
    public sealed record Taken(long Cursor, int Taking) : EventFeedAnswer;
}

/// <summary>A feed as whoever delivers looks for it.</summary>
/// <param name="Next">From then on somebody may.</param>
public sealed record ListedFeed(TenantId Tenant, long Cursor, DateTimeOffset Next);
