using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// A count for each of any number of keys in memory of fixed size (a count-min sketch, less what all others put into a cell on average),
/// and never full: exact while keys are few, and when they are very many a key may count for somewhat less or more than it did. Where a
/// key falls is drawn anew at each clearing, so that nobody can aim at somebody else's count. Not for use by several threads at once.
/// </summary>
internal sealed class Sketch
{
    private const int Rows = 4, Bits = 14, Columns = 1 << Bits;   // 128 KiB

    private readonly ushort[] _counts = new ushort[Rows * Columns];
    private readonly UInt128[] _factors = new UInt128[Rows];
    private bool _isTouched = true;
    private long _total;

    public Sketch() => Clear();

    /// <summary>A key for what is no number.</summary>
    public static UInt128 KeyOf(params ReadOnlySpan<string> parts) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    public int this[UInt128 key] => Math.Max(0, Least(key) - (int)(_total / Columns));

    /// <summary>So many more. Only the lowest cells rise: the others count somebody else too.</summary>
    public void Add(UInt128 key, int times = 1)
    {
        var now = Least(key);
        var then = (ushort)Math.Min(now + times, ushort.MaxValue);
        _isTouched = true;
        _total += then - now;
        for (var row = 0; row < Rows; row++)
        {
            ref var count = ref _counts[Cell(row, key)];
            if (count < then) count = then;
        }
    }

    /// <summary>The key counts for nothing from now on; who shares a cell with it counts for less.</summary>
    public void Forget(UInt128 key)
    {
        for (var row = 0; row < Rows; row++) _counts[Cell(row, key)] = 0;
    }

    public void Clear()
    {
        if (!_isTouched) return;
        (_isTouched, _total) = (false, 0);
        Array.Clear(_counts);
        RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_factors.AsSpan()));
        for (var row = 0; row < Rows; row++) _factors[row] |= 1;
    }

    private ushort Least(UInt128 key)
    {
        var least = ushort.MaxValue;
        for (var row = 0; row < Rows; row++) least = Math.Min(least, _counts[Cell(row, key)]);
        return least;
    }

    private int Cell(int row, UInt128 key) => row * Columns + (int)(_factors[row] * key >> 128 - Bits);
}
