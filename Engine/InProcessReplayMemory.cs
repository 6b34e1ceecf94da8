using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine.Ports;

namespace Countersign.Engine;

/// <summary>
/// The replay memory of one process (T22): hashes alone, for each kind in two generations of the longest time that one of the kind was to
/// be kept. Bounded, and full means refused (I17). With a journal that is whole it knows what the process before it saw; without one, what
/// was issued in that one's time is refused.
/// </summary>
public sealed class InProcessReplayMemory : IReplayMemory
{
    private readonly TimeProvider _clock;
    private readonly bool _knowsAll;
    private readonly Generations[] _kinds;
    private readonly long _began;

    public InProcessReplayMemory(TimeProvider clock, IReplayJournal? journal = null)
    {
        (_clock, _began, _knowsAll) = (clock, clock.GetTimestamp(), journal is { IsWhole: true });
        _kinds = [.. Enum.GetValues<ReplayKind>().Select(kind => new Generations(kind, clock, journal))];
        var now = clock.GetStamp();   // as others tell the time: ours may have been another before
        foreach (var (kind, id, until) in journal?.Read(now) ?? []) _kinds[(int)kind].Remember(id, until - now);
    }

    /// <summary>When this process began, by the clock that others go by now: it may have been put right since.</summary>
    internal DateTimeOffset Since => _knowsAll ? DateTimeOffset.MinValue : _clock.GetStamp() - _clock.GetElapsedTime(_began);

    public ValueTask<bool> IsFirst(
        ReplayKind kind, string id, DateTimeOffset issuedAt, DateTimeOffset until, CancellationToken cancel)
    {
        if (!ReplayMemory.MayBeFirst(issuedAt, Since)) return new(false);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return new(_kinds[(int)kind].Add(BinaryPrimitives.ReadUInt128BigEndian(hash), until, until - _clock.GetUtcNow()));
    }

    /// <summary>An id is in the young generation or the old one for as long as it must be kept, and at most twice as long.</summary>
    private sealed class Generations(ReplayKind kind, TimeProvider clock, IReplayJournal? journal)
    {
        private const int Most = 1_000_000;
        private readonly Lock _lock = new();
        private HashSet<UInt128> _young = [], _old = [];
        private TimeSpan _longest;
        private long _turned = clock.GetTimestamp();

        /// <summary>From the time before: for as long again as it is to be kept, at least.</summary>
        public void Remember(UInt128 id, TimeSpan keep)
        {
            if (keep > _longest) _longest = keep;
            if (_young.Count < Most) _young.Add(id);
        }

        public bool Add(UInt128 id, DateTimeOffset until, TimeSpan keep)
        {
            lock (_lock)
            {
                if (keep > _longest) _longest = keep;
                if (clock.GetElapsedTime(_turned) > _longest)
                {
                    (_old, _young, _turned) = (_young, [], clock.GetTimestamp());
                    journal?.Turn(kind);
                }

                if (_young.Count >= Most || _old.Contains(id) || !_young.Add(id)) return false;
                journal?.Note(kind, id, clock.ToStamp(until));
                return true;
            }
        }
    }
}
