using System.Collections.Concurrent;
using Countersign.Engine;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.EventFeeds;

namespace Countersign.Gateway.Receivers;

/// <summary>
/// Follows the audit chains of all tenants that have a receiver, on every gateway: once a second it looks whose chain has gone on, takes
/// the feed and tells what is new. Whoever takes one tells alone; what a gateway that went away had taken is free again after its lease.
/// </summary>
internal sealed partial class EventFeedPump(UseCases engine, EventTokens tokens, EventTokenSender sender, Measures measures, ILogger logger)
    : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Tenants whose receivers are told at once: one that is slow keeps the others waiting not at all, or not for long.</summary>
    private const int AtOnce = 32;

    /// <summary>Records of a round.</summary>
    private const int Batch = 200;

    /// <summary>Within the lease, so that whoever takes it next finds nobody at it.</summary>
    private static readonly TimeSpan LongestRound = Limits.FeedLease - TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TenantId, Task> _underWay = new();
    private readonly ConcurrentDictionary<TenantId, HashSet<long>> _ahead = new();
    private string _last = "";
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Run();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_underWay.Values);
        _stop.Dispose();
        sender.Dispose();
    }

    private async Task Run()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, engine.Clock);
            while (await timer.WaitForNextTickAsync(_stop.Token)) await Look();
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    /// <summary>Whose turn it is comes after whose it was last, so that the last of many has one, too.</summary>
    private async Task Look()
    {
        try
        {
            var now = engine.Clock.GetUtcNow();
            var feeds = await All();
            foreach (var feed in feeds.OrderBy(feed => string.CompareOrdinal(feed.Tenant.Value, _last) <= 0))
            {
                if (_underWay.Count >= AtOnce) return;
                if (now < feed.Next || _underWay.ContainsKey(feed.Tenant) || !await HasGoneOn(feed)) continue;
                _last = feed.Tenant.Value;
                var told = Follow(feed.Tenant);
                _underWay[feed.Tenant] = told;
                _ = told.ContinueWith(
                    _ => _underWay.TryRemove(feed.Tenant, out Task? _), CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            Log.LookFailed(logger, failed.Message);
        }
    }

    private async ValueTask<List<ListedFeed>> All()
    {
        List<ListedFeed> all = [];
        IReadOnlyList<ListedFeed> page;
        do
        {
            page = await engine.Engine.ListEventFeeds(
                all.Count == 0 ? "" : all[^1].Tenant.Value, ISignInEngine.MostListed, _stop.Token);
            all.AddRange(page);
        }
        while (page.Count == ISignInEngine.MostListed);
        return all;
    }

    private async ValueTask<bool> HasGoneOn(ListedFeed feed) =>
        (await engine.Engine.ReadAudit(feed.Tenant, feed.Cursor, 1, _stop.Token)).Count > 0;

    /// <summary>Rounds, until nothing is new or something is in the way. A failure here ends with it.</summary>
    private async Task Follow(TenantId tenant)
    {
        await Task.Yield();
        try
        {
            while (!_stop.IsCancellationRequested && await Round(tenant))
            {
            }
        }
        catch (Exception failed)
        {
            if (failed is not OperationCanceledException) Log.RoundFailed(logger, tenant.Value, failed.Message);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> Round(TenantId tenant)
    {
        if ((await engine.Engine.Ask(tenant, new EventFeedQuestion.Take(), _stop.Token)).Answer is not EventFeedAnswer.Taken taken)
            return false;
        if (await FeedRound.ReceiverOf(engine, tenant, _stop.Token) is not { } receiver)
        {
            await engine.Engine.Ask(tenant, new EventFeedQuestion.Stop(), _stop.Token);
            _ahead.TryRemove(tenant, out _);
            return false;
        }

        var records = await engine.Engine.ReadAudit(tenant, taken.Cursor, Batch, _stop.Token);
        using var time = new CancellationTokenSource(LongestRound, engine.Clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stop.Token);
        var ahead = _ahead.GetOrAdd(tenant, _ => []);
        var outcome = await new FeedRound(engine, tokens, sender, tenant, taken.Cursor, records, ahead).Go(receiver, over.Token);
        Count(tenant, outcome);
        await engine.Engine.Ask(
            tenant, new EventFeedQuestion.Settle(taken.Taking, outcome.Progress, outcome.Trouble, outcome.Wait), CancellationToken.None);
        return outcome.Trouble is null && records.Count == Batch;
    }

    private void Count(TenantId tenant, FeedOutcome outcome)
    {
        var (progress, trouble) = (outcome.Progress, outcome.Trouble);
        measures.Notified(tenant, "event_token", "delivered", progress.Delivered);
        measures.Notified(tenant, "event_token", "refused", progress.Refused);
        measures.Notified(tenant, "event_token", "pointless", progress.GivenUp);
        if (trouble is not { } why) return;
        measures.Notified(tenant, "event_token", "failed", 1);
        Log.NotTold(logger, tenant.Value, why, progress.Delivered);
    }

    private static partial class Log
    {
        [LoggerMessage(41, LogLevel.Warning, "events.not_told tenant {Tenant} trouble {Trouble} after {Delivered}")]
        public static partial void NotTold(ILogger logger, string tenant, FeedTrouble trouble, int delivered);

        [LoggerMessage(42, LogLevel.Warning, "events.round_failed tenant {Tenant}: {Why}")]
        public static partial void RoundFailed(ILogger logger, string tenant, string why);

        [LoggerMessage(43, LogLevel.Warning, "events.look_failed: {Why}")]
        public static partial void LookFailed(ILogger logger, string why);
    }
}
