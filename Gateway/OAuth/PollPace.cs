using Countersign.Engine;
using Countersign.SignIn;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// Limits polling (CIBA 11, RFC 8628 3.5, T36): a client that asks for what is pending faster than the interval is told so, and has to wait
/// five seconds longer from then on. Remembered in a bounded memory of this gateway: what does not fit is not slowed down, for it costs one
/// read of a row.
/// </summary>
internal sealed class PollPace(TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int Most = 100_000;

    /// <summary>Requests that were sent an interval apart may arrive a little closer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Nothing pending lasts longer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pace> _paces = [];

    /// <summary>Only what is pending can be asked for too often; what has ended is answered however soon.</summary>
    public Granted Judge(string handle, Granted granted)
    {
        if (granted is Granted.Refused { Why: Refusal.GrantPending }) return IsTooFast(handle) ? new TooFast() : granted;
        Forget(handle);
        return granted;
    }

    /// <summary>Whether this request for what is pending comes too soon after the one before it.</summary>
    private bool IsTooFast(string handle)
    {
        var now = clock.GetTimestamp();
        lock (_lock)
        {
            if (!_paces.TryGetValue(handle, out var pace))
            {
                if (_paces.Count >= Most) Forget(now);
                if (_paces.Count < Most) _paces[handle] = new() { Last = now };
                return false;
            }

            var since = clock.GetElapsedTime(pace.Last, now);
            pace.Last = now;
            if (since >= pace.Interval - Grace) return false;
            pace.Interval += Interval;
            return true;
        }
    }

    /// <summary>It is not pending any more.</summary>
    private void Forget(string handle)
    {
        lock (_lock) _paces.Remove(handle);
    }

    private void Forget(long now)
    {
        foreach (var (handle, _) in _paces.Where(known => clock.GetElapsedTime(known.Value.Last, now) > Memory).ToArray())
            _paces.Remove(handle);
    }

    private sealed class Pace
    {
        public long Last { get; set; }
        public TimeSpan Interval { get; set; } = PollPace.Interval;
    }
}
