using Countersign.Engine.Contract.Hosts;
using Countersign.Engine.Contract.Storage;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tenants;
using Countersign.SignIn.Users;

namespace Countersign.Engine.Contract.Contracts;

/// <summary>
/// Telling receivers (ADM-4): a feed begins at the end of the tenant's chain, one at a time takes it, and how far it has come is durable.
/// </summary>
public abstract class EventFeedContract(Hosting hosting) : EngineContract(hosting)
{
    private static ValueTask<EventFeedAnswer> Take(House house) =>
        house.Engine.AskEventFeed(house.Tenant, new EventFeedQuestion.Take(), Cancel);

    private static async Task<EventFeedAnswer.Taken> MustTake(House house) =>
        Assert.IsType<EventFeedAnswer.Taken>(await Take(house));

    private static async Task<long> Last(House house)
    {
        long last = 0;
        while (await house.Engine.ReadAudit(house.Tenant, last, 1000, Cancel) is { Count: > 0 } page) last = page[^1].Sequence;
        return last;
    }

    [Fact]
    public async Task A_feed_begins_where_the_chain_ends_and_what_comes_after_is_waiting()
    {
        await using var house = await OpenFurnished();
        var feeds = new EventFeeds(house.Engine);
        var phone = await house.Enrol();
        await feeds.Begin(house.Tenant, Cancel);
        Assert.Equal(0, (await feeds.Read(house.Tenant, Cancel)).Waiting);
        Assert.Equal(await Last(house), (await MustTake(house)).Cursor);
        Assert.IsType<UserAnswer.Done>(await phone.Disable());
        Assert.InRange((await feeds.Read(house.Tenant, Cancel)).Waiting, 1, 5);
        var listed = await house.Engine.ListEventFeeds("", 1000, Cancel);
        Assert.Contains(listed, feed => feed.Tenant == house.Tenant);
        Assert.DoesNotContain(await house.Engine.ListEventFeeds(house.Tenant.Value, 1000, Cancel), feed => feed.Tenant == house.Tenant);
    }

    [Fact]
    public async Task Of_thirty_two_who_would_tell_one_does()
    {
        await using var house = await OpenFurnished();
        await new EventFeeds(house.Engine).Begin(house.Tenant, Cancel);
        var taken = await Together(32, _ => Take(house).AsTask());
        Assert.Single(taken.OfType<EventFeedAnswer.Taken>());
    }

    [Theory]
    [InlineData(null), InlineData(nameof(Fault.Refused)), InlineData(nameof(Fault.LostBeforeSending)), InlineData(nameof(Fault.LostAnswer))]
    public async Task Whatever_becomes_of_the_commit_what_was_told_is_settled_once(string? fault)
    {
        await using var house = await OpenFurnished();
        await new EventFeeds(house.Engine).Begin(house.Tenant, Cancel);
        var taken = await MustTake(house);
        if (fault is not null) house.Store.OnNextCommits(Enum.Parse<Fault>(fault));
        await house.Engine.Ask(house.Tenant, new EventFeedQuestion.Settle(taken.Taking, new(taken.Cursor + 5, Delivered: 5)), Cancel);
        var stands = (await house.Engine.Ask(house.Tenant, new EventFeedQuestion.Read(), Cancel)).Answer!.State;
        var feed = Assert.IsType<EventFeedState.Following>(stands);
        Assert.Equal((taken.Cursor + 5, 5), (feed.Cursor, feed.Delivered));
    }

    [Fact]
    public async Task A_feed_outlives_the_host_that_followed_it()
    {
        await using var house = await OpenFurnished(isShared: true);
        await new EventFeeds(house.Engine).Begin(house.Tenant, Cancel);
        var taken = await MustTake(house);
        await house.Engine.Ask(house.Tenant, new EventFeedQuestion.Settle(taken.Taking, new(taken.Cursor + 3)), Cancel);
        await MustTake(house);
        await using var other = await house.Beside();
        Assert.IsType<EventFeedAnswer.Nothing>(await Take(other));
        house.Clock.Advance(Limits.FeedLease);
        Assert.Equal(taken.Cursor + 3, (await MustTake(other)).Cursor);
    }
}
