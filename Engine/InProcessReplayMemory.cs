using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Countersign.Engine.Ports;

namespace Countersign.Engine;

/// <summary>
/// The replay memory of one process (T22): hashes alone, for each kind in two generations of the longest time that one of the kind was to
/// be kept. Bounded, and full means refused (I17). What the process before this one saw is not known, so what was issued in its time is
/// refused.
/// </summary>
public sealed class InProcessReplayMemory : IReplayMemory
{
    private readonly TimeProvider _clock;
    private readonly Generations[] _kinds;

    public InProcessReplayMemory(TimeProvider clock)
    {
        (_clock, Since) = (clock, clock.GetUtcNow());
        _kinds = [.. Enum.GetValues<ReplayKind>().Select(_ => new Generations(clock))];
    }

    public DateTimeOffset Since { get; }

    public ValueTask<bool> IsFirst(ReplayKind kind, string id, DateTimeOffset until, CancellationToken cancel)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return new(_kinds[(int)kind].Add(BinaryPrimitives.ReadUInt128BigEndian(hash), until - _clock.GetUtcNow()));
    }

    /// <summary>An id is in the young generation or the old one for as long as it must be kept, and at most twice as long.</summary>
    private sealed class Generations(TimeProvider clock)
    {
        private const int Most = 1_000_000;
        private readonly Lock _lock = new();
        private HashSet<UInt128> _young = [], _old = [];
        private TimeSpan _longest;
        private long _turned = clock.GetTimestamp();

        public bool Add(UInt128 id, TimeSpan keep)
        {
            lock (_lock)
            {
                if (keep > _longest) _longest = keep;
                if (clock.GetElapsedTime(_turned) > _longest) (_old, _young, _turned) = (_young, [], clock.GetTimestamp());
                return _young.Count < Most && !_old.Contains(id) && _young.Add(id);
            }
        }
    }
}
