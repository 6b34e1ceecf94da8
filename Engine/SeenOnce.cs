using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.Engine;

/// <summary>
/// Remembers what must not be shown twice, within the time it would be accepted (T22): hashes alone, in two generations of that time each.
/// Bounded, and full means refused (I17).
/// </summary>
public sealed class SeenOnce(TimeSpan window, TimeProvider clock)
{
    /// <summary>The longest <c>jti</c> taken (T22).</summary>
    public const int LongestId = 128;

    private const int Most = 1_000_000;
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private HashSet<UInt128> _young = [], _old = [];
    private long _turned = clock.GetTimestamp();

    /// <summary>False for what was issued before this process began: the one before it may have seen it.</summary>
    public bool MayBeFirst(DateTimeOffset issuedAt) => issuedAt >= DateTimeOffset.FromUnixTimeSeconds(_since.ToUnixTimeSeconds());

    /// <summary>Whether it is the first time.</summary>
    public bool Add(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        var id = BinaryPrimitives.ReadUInt128BigEndian(hash);
        lock (_lock)
        {
            if (clock.GetElapsedTime(_turned) > window) (_old, _young, _turned) = (_young, [], clock.GetTimestamp());
            return _young.Count < Most && !_old.Contains(id) && _young.Add(id);
        }
    }
}
