using System.Text.Json;
using Countersign.Engine;
using Countersign.Engine.Storage;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Countersign.SignIn.EventFeeds;
using Countersign.SignIn.Tenants;

namespace Countersign.Gateway.Receivers;

/// <summary>What one round came to.</summary>
/// <param name="Trouble">Why it went no further; null: nothing was in the way.</param>
internal sealed record FeedOutcome(FeedProgress Progress, FeedTrouble? Trouble, TimeSpan? Wait);

/// <summary>
/// One round of one tenant's feed: some records of its chain, those of each person in order and a few people's at once. What a receiver
/// will not take now ends the round; what stands before it in the chain is settled, and what was told beyond it is remembered.
/// </summary>
/// <param name="records">In order, what comes after the cursor.</param>
/// <param name="ahead">Records beyond the cursor that were told already, by sequence; it is kept up to date.</param>
internal sealed class FeedRound(
    UseCases engine, EventTokens tokens, EventTokenSender sender, TenantId tenant, long cursor, IReadOnlyList<AuditRecord> records,
    HashSet<long> ahead)
{
    /// <summary>People whose events are under way at once: a receiver is somebody's server, too.</summary>
    private const int AtOnce = 8;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _settled = [];
    private int _delivered, _refused, _givenUp;
    private FeedTrouble? _trouble;
    private TimeSpan? _wait;

    /// <param name="over">The round has lasted long enough, or the process ends.</param>
    public async ValueTask<FeedOutcome> Go(EventReceiver receiver, CancellationToken over)
    {
        var people = Plan(receiver).GroupBy(one => one.Told.User).ToArray();
        if (people.Length > 0)
        {
            try
            {
                var key = await tokens.Key(tenant, over);
                await Parallel.ForEachAsync(
                    people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = over },
                    (events, cancel) => Tell(events, key, receiver, cancel));
            }
            catch (OperationCanceledException)
            {
                // The time or the process ended it: what was told by then is told.
            }
            catch (EngineUnavailableException)
            {
                Fail(FeedTrouble.NoKey, null);
            }
        }

        return Outcome();
    }

    /// <summary>Those that are to be told, in order; the others are settled.</summary>
    private List<(AuditRecord Record, ToldEvent Told)> Plan(EventReceiver receiver)
    {
        var now = engine.Clock.GetUtcNow();
        List<(AuditRecord, ToldEvent)> plan = [];
        foreach (var record in records)
        {
            if (ahead.Contains(record.Sequence) || Of(record) is not { } told || !receiver.Events.HasFlag(told.Kind))
                _settled.Add(record.Sequence);
            else if (EventFeedRules.IsTooLate(told.At, now))
            {
                _settled.Add(record.Sequence);
                _givenUp++;
            }
            else plan.Add((record, told));
        }

        return plan;
    }

    /// <summary>Null: it is no event, or cannot be read, and keeps nobody waiting (F16).</summary>
    private static ToldEvent? Of(AuditRecord record)
    {
        try
        {
            return ToldEvents.Of(AuditBody.Read(record.Body.Span));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One person's, until something is in the way, theirs or anybody's.</summary>
    private async ValueTask Tell(
        IEnumerable<(AuditRecord Record, ToldEvent Told)> events, TokenSigningKey key, EventReceiver receiver, CancellationToken cancel)
    {
        foreach (var (record, told) in events)
        {
            // A receiver that was taken back a moment ago hears nothing more.
            if (HasTrouble || await ReceiverOf(engine, tenant, cancel) != receiver) return;
            var token = tokens.Sign(key, tenant, record, told, receiver.Audience);
            var pushed = await sender.Push(new Uri(receiver.Address), token, cancel);
            if (pushed.Trouble is { } trouble)
            {
                Fail(trouble, pushed.Wait);
                return;
            }

            lock (_lock)
            {
                _settled.Add(record.Sequence);
                if (pushed.IsRefused) _refused++;
                else _delivered++;
            }
        }
    }

    private bool HasTrouble
    {
        get
        {
            lock (_lock) return _trouble is not null;
        }
    }

    /// <summary>Null: there is none.</summary>
    public static async ValueTask<EventReceiver?> ReceiverOf(UseCases engine, TenantId tenant, CancellationToken cancel) =>
        (await engine.Engine.Ask(tenant, new TenantQuestion.Read(), cancel)).Answer?.Tenant.Settings.EventReceiver;

    private void Fail(FeedTrouble trouble, TimeSpan? wait)
    {
        lock (_lock)
        {
            if (_trouble is null) (_trouble, _wait) = (trouble, wait);
        }
    }

    private FeedOutcome Outcome()
    {
        lock (_lock)
        {
            var upTo = cursor;
            foreach (var record in records)
            {
                if (!_settled.Contains(record.Sequence)) break;
                upTo = record.Sequence;
            }

            ahead.UnionWith(_settled);
            ahead.RemoveWhere(sequence => sequence <= upTo);
            return new(new(upTo, _delivered, _refused, _givenUp), _trouble, _wait);
        }
    }
}
