using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Countersign.Engine;

/// <summary>
/// Bytes of the cryptographic source, which charges for each call and hardly for its length: a sign-in draws a dozen times, and one call in
/// advance costs as much as one of those (docs/performance.md). What is in advance is each thread's own, stays in one place in memory, and
/// is wiped as it is given out: whoever reads the memory later finds nothing that was used. What is still to come they would find there as
/// well as in the source's own state.
/// </summary>
public static class RandomBytes
{
    private const int Size = 512, MostAtOnce = 64;

    [ThreadStatic]
    private static byte[]? _inAdvance;

    [ThreadStatic]
    private static int _left;

    /// <summary>Uniform and unguessable; never the same bytes twice.</summary>
    public static void Fill(Span<byte> wanted)
    {
        if (wanted.Length > MostAtOnce)
        {
            RandomNumberGenerator.Fill(wanted);
            return;
        }

        var bytes = _inAdvance ??= GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        if (_left < wanted.Length)
        {
            _left = 0;   // until they are there: a source that fails must leave none that count
            RandomNumberGenerator.Fill(bytes);
            _left = Size;
        }

        _left -= wanted.Length;
        var given = bytes.AsSpan(_left, wanted.Length);
        given.CopyTo(wanted);
        CryptographicOperations.ZeroMemory(given);
    }

    /// <summary>Uniform over 0 to <paramref name="limit"/> - 1: what lies above its last whole multiple is drawn again.</summary>
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
}
