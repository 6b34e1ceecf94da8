using Countersign.Engine;
using Countersign.Gateway.Observability;
using Countersign.Gateway.Outbound;
using Countersign.SignIn;
using Countersign.SignIn.ClientNotifications;

namespace Countersign.Gateway.Ciba;

/// <summary>
/// Dispatches what the outbox holds for clients of backchannel sign-ins: takes what is due from the engine and has it delivered, on every
/// gateway (whoever takes one delivers it, I21). What a gateway that went away had taken is due again after its lease.
/// </summary>
internal sealed partial class ClientNotificationDispatcher(
    UseCases engine, ClientNotificationDelivery delivery, DecoyNotifications decoys, Measures measures, ILogger logger)
    : IClientNotifications, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Within the lease, so that whoever takes it next finds nobody at it.</summary>
    private static readonly TimeSpan LongestDelivery = Limits.NotificationLease - TimeSpan.FromSeconds(5);

    private const int Batch = 100;

    // What a busy client is owed waits the longer the more there is of it, so that putting it off stays cheap.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _underWay = [];
    private readonly DeliveryPlaces _places = new();
    private int _putOff;
    private TaskCompletionSource _mayBeDue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Run();

    public void MayBeDue() => Volatile.Read(ref _mayBeDue).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Task[] left;
        lock (_underWay) left = [.. _underWay];
        await Task.WhenAll(left);
        _stop.Dispose();
        delivery.Dispose();
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            Volatile.Write(ref _mayBeDue, new(TaskCreationOptions.RunContinuationsAsynchronously));   // before looking: no hint is lost
            if (await Round()) continue;
            _putOff = 0;
            await Pause();
        }
    }

    private async Task Pause()
    {
        try
        {
            await Volatile.Read(ref _mayBeDue).Task.WaitAsync(Interval, engine.Clock, _stop.Token);
        }
        catch (Exception passed) when (passed is TimeoutException or OperationCanceledException)
        {
            // Time to look, or to end.
        }
    }

    /// <summary>
    /// Takes what is due when there is a place for it, and has it delivered. The effect runner: a failure here ends with it.
    /// </summary>
    /// <returns>Whether more may be due.</returns>
    private async Task<bool> Round()
    {
        try
        {
            foreach (var decoy in decoys.TakeDue()) Track(Tell(decoy));
            var due = await engine.Engine.DueClientNotifications(Batch, _stop.Token);
            foreach (var challenge in due)
            {
                if (_places.Free == 0) return false;
                await Take(challenge);
            }

            return due.Count == Batch;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
        catch (Exception failed)
        {
            Log.RoundFailed(logger, failed.Message);
        }

        return false;
    }

    private async Task Take(ChallengeId challenge)
    {
        var pause = TimeSpan.FromSeconds(_putOff / DeliveryPlaces.PerClient) + ShortestWait;
        var take = new ClientNotificationQuestion.Take(_places.Busy(pause < LongestWait ? pause : LongestWait));
        switch ((await engine.Engine.Ask(challenge, take, _stop.Token)).Answer)
        {
            case ClientNotificationAnswer.Taken taken:
                _places.Take(taken.Tenant, taken.Client);
                Track(Deliver(challenge, taken));
                break;
            case ClientNotificationAnswer.Busy:
                _putOff++;
                break;
        }
    }

    private void Track(Task task)
    {
        lock (_underWay) _underWay.Add(task);
        task.ContinueWith(
            done =>
            {
                lock (_underWay) _underWay.Remove(done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task Deliver(ChallengeId challenge, ClientNotificationAnswer.Taken taken)
    {
        await Within(taken.Tenant, taken.Client, stop => Deliver(challenge, taken, stop));
        _places.Leave(taken.Tenant, taken.Client);
    }

    private async Task Deliver(ChallengeId challenge, ClientNotificationAnswer.Taken taken, CancellationToken stop)
    {
        var outcome = await delivery.Deliver(challenge, taken, stop);
        measures.Notified(taken.Tenant, taken.Delivery, WordOf(outcome));
        Log.Told(logger, taken.Tenant.Value, taken.Client, taken.Delivery, taken.Taking, outcome);
        ClientNotificationQuestion<ClientNotificationAnswer.Nothing> next = outcome == NotificationOutcome.Failed
            ? new ClientNotificationQuestion.Failed(taken.Taking)
            : new ClientNotificationQuestion.Done(outcome == NotificationOutcome.Delivered);
        await engine.Engine.Ask(challenge, next, CancellationToken.None);
    }

    private static string WordOf(NotificationOutcome outcome) => outcome switch
    {
        NotificationOutcome.Delivered => "delivered",
        NotificationOutcome.Refused => "refused",
        NotificationOutcome.Failed => "failed",
        _ => "pointless",
    };

    /// <summary>
    /// T5: somebody who cannot be asked ends like somebody who does not answer. Once, and not for ever: nobody waits for it.
    /// </summary>
    private Task Tell(DecoyNotification decoy) => Within(decoy.Tenant, decoy.Client, async stop => await delivery.Deliver(decoy, stop));

    /// <summary>One delivery, in its time; what goes wrong ends with it.</summary>
    private async Task Within(TenantId tenant, string client, Func<CancellationToken, Task> deliver)
    {
        try
        {
            using var time = new CancellationTokenSource(LongestDelivery, engine.Clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stop.Token);
            await deliver(both.Token);
        }
        catch (OperationCanceledException)
        {
            // It took too long, or the process ends: what is owed is due again after the lease.
        }
        catch (Exception failed)
        {
            Log.DeliveryFailed(logger, tenant.Value, client, failed.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            20, LogLevel.Information, "client.told tenant {Tenant} client {Client} by {Delivery} try {Taking} outcome {Outcome}")]
        public static partial void Told(
            ILogger logger, string tenant, string client, Countersign.SignIn.Clients.Delivery delivery, int taking,
            NotificationOutcome outcome);

        [LoggerMessage(21, LogLevel.Warning, "client.not_told tenant {Tenant} client {Client}: {Why}")]
        public static partial void DeliveryFailed(ILogger logger, string tenant, string client, string why);

        [LoggerMessage(22, LogLevel.Warning, "notices.round_failed: {Why}")]
        public static partial void RoundFailed(ILogger logger, string why);
    }
}
