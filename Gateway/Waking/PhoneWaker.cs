using Countersign.Engine;
using Countersign.Engine.Ports;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.Gateway.Sealing;
using Countersign.SignIn;
using Countersign.SignIn.Users.Enrolment;

namespace Countersign.Gateway.Waking;

/// <summary>
/// Wakes the phones of a sign-in that has just begun, beside its way: one message for each phone, and one more where nobody has looked
/// after a while (T33). Which phones there are, and whether it still waits, is asked of the person's own state before each. What cannot be
/// sent in time is lost: a phone that looks finds the sign-in all the same (F18).
/// </summary>
/// <param name="settings">The transports there are.</param>
public sealed partial class PhoneWaker(WakingSettings settings, OutboundSettings outbound, TimeProvider clock)
    : IPhoneWaker, IAsyncDisposable
{
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(15);

    /// <summary>With less of a challenge's life left, no message is worth sending.</summary>
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(2);

    private readonly WakePlaces _places = new();
    private readonly LookedFor _lookedFor = new(clock);
    private readonly ProviderTries.Table _tries = new(clock);
    private readonly CancellationTokenSource _stop = new();
    private Running? _running;

    /// <summary>What it takes to send; until it is there, nobody is woken.</summary>
    private sealed record Running(
        ISignInEngine Engine, IReadOnlyList<IWakeTransport> Transports, HttpMessageHandler Handler, Measures Measures, ILogger Log);

    /// <summary>What phones may register; none until it has begun.</summary>
    public WakingOffer Offer { get; private set; } = WakingOffer.None;

    public void Begin(UseCases engine, Sealer sealer, Measures measures, ILogger log)
    {
        var origin = engine.Proofs.Origin;
        var handler = PushHttp.Handler(outbound);
        var key = VapidKey.From(sealer);
        var contact = settings.Contact ?? (origin.StartsWith("https://", StringComparison.Ordinal) ? origin : null);
        List<IWakeTransport> transports = [];
        if (settings.WebPush) transports.Add(new WebPushTransport(key, contact, handler, clock));
        if (settings.Fcm is { } fcm) transports.Add(new FcmTransport(fcm, handler, clock));
        if (settings.Apns is { } apns) transports.Add(new ApnsTransport(apns, handler, clock));
        Offer = new([.. transports.Select(one => one.Kind)], settings.WebPush ? key.Public : null, outbound);
        Volatile.Write(ref _running, new(engine.Engine, transports, handler, measures, log));
    }

    public void Wake(UserKey user, ChallengeId challenge)
    {
        if (Volatile.Read(ref _running) is not { } running || _stop.IsCancellationRequested) return;
        if (!_places.Take(user.Tenant))
        {
            running.Measures.WokenUp("", "dropped");
            return;
        }

        var looked = _lookedFor.Begin(challenge);
        using (ExecutionContext.SuppressFlow())   // the request's patience and its trace end with its answer; this does not
        {
            _ = Task.Run(() => Run(running, user, challenge, looked));
        }
    }

    public void Looked(ChallengeId challenge)
    {
        if (_lookedFor.Found(challenge) is { } after) Volatile.Read(ref _running)?.Measures.WokenPhoneLooked(after);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _places.Emptied(LastCall);
        if (_running is { } running)
        {
            foreach (var transport in running.Transports) (transport as IDisposable)?.Dispose();
            running.Handler.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>The effect runner: a failure here ends with it.</summary>
    /// <param name="looked">Completes when a phone looks; null: that is not watched, and no second message follows.</param>
    private async Task Run(Running running, UserKey user, ChallengeId challenge, Task? looked)
    {
        var topic = RandomValues.Handle();
        try
        {
            await Round(running, user, challenge, topic);
            if (looked is null || await HasLooked(looked, ResendAfter) || !_places.Take(user.Tenant)) return;
            var until = await Round(running, user, challenge, topic);
            if (until - clock.GetUtcNow() is var left && left > TimeSpan.Zero) await HasLooked(looked, left);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
        catch (Exception failed)
        {
            running.Measures.WokenUp("", "failed");
            Log.Failed(running.Log, failed.Message);
        }
        finally
        {
            if (looked is not null) _lookedFor.End(challenge);
        }
    }

    private async Task<bool> HasLooked(Task looked, TimeSpan most)
    {
        try
        {
            await looked.WaitAsync(most, clock, _stop.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return looked.IsCompleted;   // it may have come together with the time's end
        }
    }

    /// <summary>One message to each of the phones that may answer now, in a place that was taken for it.</summary>
    /// <returns>The challenge's end.</returns>
    private async Task<DateTimeOffset> Round(Running running, UserKey user, ChallengeId challenge, string topic)
    {
        try
        {
            var reply = await running.Engine.Ask(user, new FindWakeUps(challenge), _stop.Token);
            if (!reply.Has(out var found, out _)) return default;
            await Task.WhenAll(found.Phones.Select(phone => Wake(running, user, phone, topic, found.ExpiresAt)));
            return found.ExpiresAt;
        }
        finally
        {
            _places.Leave(user.Tenant);
        }
    }

    private async Task Wake(Running running, UserKey user, PhoneToWake phone, string topic, DateTimeOffset until)
    {
        var kind = phone.Subscription.Kind;
        var outcome = WakeOutcome.NoTransport;
        if (running.Transports.FirstOrDefault(one => one.Kind == kind) is { } transport)
        {
            var tries = _tries.Of(transport.ProviderOf(phone.Subscription));
            outcome = (await tries.Send(until - LeastLife, Try, _stop.Token)).Outcome;
        }

        if (outcome == WakeOutcome.Gone)
            await running.Engine.Ask(user, new DropPush(phone.Device, phone.Subscription), _stop.Token);
        running.Measures.WokenUp(WakingOffer.WordFor(kind), WordFor(outcome));

        ValueTask<WakeResult> Try(CancellationToken cancel)
        {
            var left = until - clock.GetUtcNow();
            return left < LeastLife
                ? new(new WakeResult(WakeOutcome.Refused))
                : transport!.Send(phone.Subscription, new(topic, left), cancel);
        }
    }

    private static string WordFor(WakeOutcome outcome) => outcome switch
    {
        WakeOutcome.Sent => "sent",
        WakeOutcome.Gone => "gone",
        WakeOutcome.Refused => "refused",
        WakeOutcome.Throttled => "throttled",
        WakeOutcome.Error => "error",
        WakeOutcome.Timeout => "timeout",
        WakeOutcome.Unreachable => "unreachable",
        WakeOutcome.Paused => "paused",
        WakeOutcome.NoTransport => "no_transport",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Waking a phone failed: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
