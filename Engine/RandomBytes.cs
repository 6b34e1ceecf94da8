using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Countersign.Engine;

/// <summary>
/// Bytes of the cryptographic source, which charges for each call and hardly for its length: a sign-in draws a dozen times, and one call in
/// advance costs as much as one of those (docs/performance.md). What is in advance is each thread's own, stays in one place in memory, and
/// is wiped there as it is given out: whoever reads that place later finds nothing that was used. What is still to come they find, as they
/// would in the source's own state; so it is drawn anew after ten seconds, sooner than the source begins anew by itself.
/// </summary>
public static class RandomBytes
{
    private const int Size = 512, MostAtOnce = 64;
    private const long OldAfter = 10_000;   // milliseconds

    [ThreadStatic]
    private static byte[]? _inAdvance;

    [ThreadStatic]
    private static int _left;

    [ThreadStatic]
    private static long _drawnAt;

    /// <summary>Uniform and unguessable; never the same bytes twice.</summary>
    public static void Fill(Span<byte> wanted)
    {
        if (wanted.Length > MostAtOnce)
        {
            RandomNumberGenerator.Fill(wanted);
            return;
        }

        var bytes = _inAdvance ??= GC.AllocateArray<byte>(Size, pinned: true);
        var now = Environment.TickCount64;
        if (_left < wanted.Length || now - _drawnAt > OldAfter)
        {
            _left = 0;   // until they are there: a source that fails must leave none that count
            RandomNumberGenerator.Fill(bytes);
            (_left, _drawnAt) = (Size, now);
        }

        _left -= wanted.Length;
        var given = bytes.AsSpan(_left, wanted.Length);
        given.CopyTo(wanted);
        CryptographicOperations.ZeroMemory(given);
    }

    /// <summary>Uniform over 0 to <paramref name="limit"/> - 1: what lies behind the last whole multiple of it is drawn again.</summary>
    /// <param name="limit">More than zero.</param>
    public static int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var last = uint.MaxValue - (uint)((1UL << 32) % (uint)limit);
        Span<byte> bits = stackalloc byte[sizeof(uint)];
        uint drawn;
        do
        {
            Fill(bits);
            drawn = BinaryPrimitives.ReadUInt32LittleEndian(bits);
        }
        while (drawn > last);

        return (int)(drawn % (uint)limit);
    }

    /// <summary>Whether nothing that this thread was given is still in its place.</summary>
    internal static bool IsWiped => _inAdvance is null || !_inAdvance.AsSpan(_left).ContainsAnyExcept((byte)0);
}
