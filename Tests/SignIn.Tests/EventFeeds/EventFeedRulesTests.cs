using Countersign.SignIn.EventFeeds;

namespace Countersign.SignIn.Tests.EventFeeds;

/// <summary>ADM-4: how a tenant's receiver is told, one at a time, until it is too late.</summary>
public sealed class EventFeedRulesTests
{
    private static readonly TenantId Contoso = new("contoso");
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private EventFeedState _state = EventFeedState.None;

    private EventFeedState.Following Feed => Assert.IsType<EventFeedState.Following>(_state);

    private EventFeedAnswer Ask(EventFeedQuestion question)
    {
        var ruling = EventFeedRules.Decide(_state, question, _now);
        Assert.Empty(ruling.Facts);   // whoever follows the facts would follow itself
        foreach (var happened in ruling.Events) _state = EventFeedRules.Apply(_state, happened);
        return ruling.Answer;
    }

    private EventFeedAnswer.Taken Take() => Assert.IsType<EventFeedAnswer.Taken>(Ask(new EventFeedQuestion.Take()));

    private void Begin(long cursor = 10) => Ask(new EventFeedQuestion.Begin(Contoso, cursor));

    private void Settle(EventFeedAnswer.Taken taken, FeedProgress progress, FeedTrouble? trouble = null, TimeSpan? wait = null) =>
        Ask(new EventFeedQuestion.Settle(taken.Taking, progress, trouble, wait));

    [Fact]
    public void Nobody_takes_what_has_not_begun_and_one_at_a_time_what_has()
    {
        Assert.IsType<EventFeedAnswer.Nothing>(Ask(new EventFeedQuestion.Take()));
        Begin();
        Assert.Equal(10, Take().Cursor);
        Assert.IsType<EventFeedAnswer.Nothing>(Ask(new EventFeedQuestion.Take()));
        Begin(99);
        Assert.Equal(10, Feed.Cursor);   // there is one
    }

    [Fact]
    public void What_is_settled_moves_on_at_once_and_never_back()
    {
        Begin();
        Settle(Take(), new(25, Delivered: 3, Refused: 1, GivenUp: 2));
        Assert.Equal((25, 3, 1, 2, _now), (Feed.Cursor, Feed.Delivered, Feed.Refused, Feed.GivenUp, Feed.DeliveredAt));
        Settle(Take(), new(20));
        Assert.Equal(25, Take().Cursor);
    }

    [Fact]
    public void Whoever_is_lost_is_not_waited_for_and_what_they_say_later_changes_nothing()
    {
        Begin();
        var lost = Take();
        _now += Limits.FeedLease;
        var second = Take();
        Settle(lost, new(50, Delivered: 9));
        Assert.Equal((10, 0), (Feed.Cursor, Feed.Delivered));
        Settle(second, new(11));
        Settle(second, new(12));   // said twice
        Assert.Equal(11, Feed.Cursor);
    }

    [Fact]
    public void After_a_failure_it_waits_the_longer_the_more_often_and_an_hour_at_the_most()
    {
        Begin();
        List<TimeSpan> waits = [];
        for (var n = 0; n < 8; n++)
        {
            Settle(Take(), new(10), FeedTrouble.Failed);
            Assert.Equal((FeedTrouble.Failed, _now), (Feed.Trouble, Feed.TroubleAt));
            waits.Add(Feed.Next - _now);
            _now = Feed.Next - TimeSpan.FromMilliseconds(1);
            Assert.IsType<EventFeedAnswer.Nothing>(Ask(new EventFeedQuestion.Take()));
            _now = Feed.Next;
        }

        Assert.Equal(waits.Order(), waits);
        Assert.Equal((Limits.SecurityEventPauses[0], Limits.SecurityEventPauses[^1]), (waits[0], waits[^1]));
        Settle(Take(), new(11, Delivered: 1));
        Assert.Equal((0, null, null), (Feed.Failures, Feed.Trouble, Feed.TroubleAt));
    }

    [Theory]
    [InlineData(1, 10), InlineData(600, 600), InlineData(999_999, 3600), InlineData(-5, 10)]
    public void A_receiver_may_ask_for_a_longer_pause_and_not_for_any(int wanted, int seconds)
    {
        Begin();
        Settle(Take(), new(10), FeedTrouble.Busy, TimeSpan.FromSeconds(wanted));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Feed.Next - _now);
    }

    [Fact]
    public void What_took_something_and_then_nothing_more_waits_as_after_a_first_failure()
    {
        Begin();
        for (var n = 0; n < 4; n++)
        {
            Settle(Take(), new(10), FeedTrouble.Failed);
            _now = Feed.Next;
        }

        Settle(Take(), new(14, Delivered: 4), FeedTrouble.Failed);
        Assert.Equal(Limits.SecurityEventPauses[0], Feed.Next - _now);
    }

    [Fact]
    public void Without_a_receiver_nobody_follows_and_with_another_it_begins_anew()
    {
        Begin();
        var taken = Take();
        Ask(new EventFeedQuestion.Stop());
        Assert.False(Feed.IsStopped);   // it may be saved in a moment
        _now += Limits.FeedPatience;
        Ask(new EventFeedQuestion.Stop());
        Assert.True(Feed.IsStopped);
        Assert.IsType<EventFeedAnswer.Nothing>(Ask(new EventFeedQuestion.Take()));
        Begin(70);
        Settle(taken, new(99));
        Assert.Equal((70, 0), (Take().Cursor, Feed.Delivered));
    }

    [Fact]
    public void After_a_day_it_is_too_late()
    {
        Assert.False(EventFeedRules.IsTooLate(_now, _now + Limits.SecurityEventLife - TimeSpan.FromSeconds(1)));
        Assert.True(EventFeedRules.IsTooLate(_now, _now + Limits.SecurityEventLife));
    }
}
