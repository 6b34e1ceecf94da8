using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;

namespace Countersign.Engine;

/// <param name="Waiting">Audit records that nobody has looked at yet, <see cref="ISignInEngine.MostListed"/> at the most.</param>
public sealed record FeedStands(EventFeedState State, int Waiting);

/// <summary>What tenants' receivers are told (ADM-4): the feed, and the chain that it follows.</summary>
public sealed class EventFeeds(ISignInEngine engine)
{
    /// <summary>
    /// There is to be a receiver: it hears of what happens from now on. Asked before the receiver is saved, so that none is without a feed.
    /// </summary>
    /// <exception cref="EngineUnavailableException">See <see cref="ISignInEngine"/>; so all below.</exception>
    public async ValueTask Begin(TenantId tenant, CancellationToken cancel)
    {
        var stands = await engine.Ask(tenant, new EventFeedQuestion.Read(), cancel);
        if (stands.Answer is { State: EventFeedState.Following { IsStopped: false } }) return;
        await engine.Ask(tenant, new EventFeedQuestion.Begin(tenant, await Head(tenant, cancel)), cancel);
    }

    public async ValueTask<FeedStands> Read(TenantId tenant, CancellationToken cancel)
    {
        var state = (await engine.Ask(tenant, new EventFeedQuestion.Read(), cancel)).Answer?.State ?? EventFeedState.None;
        return state is EventFeedState.Following { IsStopped: false } feed
            ? new(state, (await engine.ReadAudit(tenant, feed.Cursor, ISignInEngine.MostListed, cancel)).Count)
            : new(state, 0);
    }

    /// <summary>
    /// The last record of the tenant's chain; 0: there is none. Found by halves: whether there is one after a place, the store says at
    /// once.
    /// </summary>
    private async ValueTask<long> Head(TenantId tenant, CancellationToken cancel)
    {
        var (low, high) = (0L, 1L);
        while (await IsAfter(tenant, high, cancel)) (low, high) = (high, high * 2);
        if (low == 0 && !await IsAfter(tenant, 0, cancel)) return 0;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await IsAfter(tenant, middle, cancel)) low = middle;
            else high = middle;
        }

        return high;
    }

    private async ValueTask<bool> IsAfter(TenantId tenant, long sequence, CancellationToken cancel) =>
        (await engine.ReadAudit(tenant, sequence, 1, cancel)).Count > 0;
}
