using Countersign.Engine;
using Countersign.Gateway.Throttling;
using Countersign.SignIn;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// Limits polling (CIBA 11, RFC 8628 3.5, T36): a client that asks for what is pending faster than the interval is told so, and has to wait
/// five seconds longer from then on. Whoever asks several gateways in turn is found out as soon as they have heard of each other.
/// Remembered in a bounded memory: what does not fit is not slowed down, for it costs one read of a row.
/// </summary>
internal sealed class PollPace
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int Most = 100_000;

    /// <summary>Requests that were sent an interval apart may arrive a little closer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Nothing pending lasts longer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _clock;
    private readonly SharedCounts? _shared;
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Pace> _paces = [];

    /// <param name="shared">Null: nobody else is asked.</param>
    public PollPace(TimeProvider clock, SharedCounts? shared = null)
    {
        (_clock, _shared) = (clock, shared);
        shared?.Join(SharedLimit.Polls, Hear);
    }

    /// <summary>Only what is pending can be asked for too often; what has ended is answered however soon.</summary>
    public Granted Judge(string handle, Granted granted)
    {
        var key = Sketch.KeyOf(handle);
        if (granted is not Granted.Refused { Why: Refusal.GrantPending })
        {
            lock (_lock) _paces.Remove(key);
            return granted;
        }

        if (_shared is not null) _shared.Tell(new(SharedLimit.Polls, _shared.Now, key));
        return IsTooFast(key, TimeSpan.Zero, TimeSpan.Zero) ? new TooFast() : granted;
    }

    /// <summary>Nobody knows to the millisecond when another gateway was asked: who may have kept to the interval has.</summary>
    private void Hear(Heard heard) => IsTooFast(heard.Count.Key, heard.AtLeast, heard.AtMost);

    /// <summary>Whether a request for what is pending, made so long ago, came too close to the one beside it.</summary>
    private bool IsTooFast(UInt128 key, TimeSpan atLeast, TimeSpan atMost)
    {
        var now = _clock.GetTimestamp();
        var (latest, earliest) = (Before(now, atLeast), Before(now, atMost));
        lock (_lock)
        {
            if (!_paces.TryGetValue(key, out var pace))
            {
                if (_paces.Count >= Most) Forget(now);
                if (_paces.Count < Most) _paces[key] = new() { Last = earliest };
                return false;
            }

            var (one, other) = (_clock.GetElapsedTime(pace.Last, latest).Duration(), _clock.GetElapsedTime(pace.Last, earliest).Duration());
            pace.Last = Math.Max(pace.Last, earliest);
            if ((one > other ? one : other) >= pace.Interval - Grace) return false;
            pace.Interval += Interval;
            return true;
        }
    }

    private long Before(long now, TimeSpan ago) => now - (long)(ago.TotalSeconds * _clock.TimestampFrequency);

    private void Forget(long now)
    {
        foreach (var (key, _) in _paces.Where(known => _clock.GetElapsedTime(known.Value.Last, now) > Memory).ToArray())
            _paces.Remove(key);
    }

    private sealed class Pace
    {
        public long Last { get; set; }
        public TimeSpan Interval { get; set; } = PollPace.Interval;
    }
}
