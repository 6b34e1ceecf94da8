using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.Ciba;

/// <summary>The notification of a decoy's end.</summary>
/// <param name="End">Of the decoy.</param>
/// <param name="Token">The client's notification token, in clear, for as long as this process remembers it.</param>
internal sealed record DecoyNotification(TenantId Tenant, string Client, string AuthReqId, DateTimeOffset End, string Token);

/// <summary>
/// Notifications that clients expect of decoys (T5, I16): a fixed number, remembered by the gateway that was asked and in no row (I17).
/// When there are too many the first due go, and with the process all.
/// </summary>
internal sealed class DecoyNotifications(TimeProvider clock)
{
    private const int Most = 10_000;
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly PriorityQueue<DecoyNotification, DateTimeOffset> _due = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Once for each decoy.</summary>
    public void Owe(DecoyNotification notification)
    {
        lock (_lock)
        {
            if (!_known.Add(notification.AuthReqId)) return;
            if (_due.Count >= Most) _known.Remove(_due.Dequeue().AuthReqId);
            _due.Enqueue(notification, notification.End);
        }
    }

    /// <summary>
    /// Those that are due; each is given once. The end of a person's is recorded when housekeeping comes by, each second, so these are as
    /// late.
    /// </summary>
    public IReadOnlyList<DecoyNotification> TakeDue()
    {
        var now = _start + (clock.GetUtcNow() - _start).Ticks / Housekeeping.Interval.Ticks * Housekeeping.Interval;
        List<DecoyNotification> due = [];
        lock (_lock)
        {
            while (_due.TryPeek(out var next, out var end) && end <= now)
            {
                _due.Dequeue();
                _known.Remove(next.AuthReqId);
                due.Add(next);
            }
        }

        return due;
    }
}
