using System.Security.Cryptography;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// What has been seen, in 128 KiB (a Bloom filter): now and then it takes something new for seen, never the other way. Not for use by
/// several threads at once.
/// </summary>
internal sealed class NameFilter
{
    private const int Probes = 4, Bits = 20;
    private readonly ulong[] _seen = new ulong[(1 << Bits) / 64];
    private UInt128 _factor = Drawn();
    private bool _isTouched;

    public bool Has(UInt128 key)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = Bit(probe, key);
            if ((_seen[bit >> 6] & 1UL << bit) == 0) return false;
        }

        return true;
    }

    public void Add(UInt128 key)
    {
        _isTouched = true;
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = Bit(probe, key);
            _seen[bit >> 6] |= 1UL << bit;
        }
    }

    public void Clear()
    {
        if (!_isTouched) return;
        Array.Clear(_seen);
        (_factor, _isTouched) = (Drawn(), false);
    }

    private int Bit(int probe, UInt128 key) => (int)(_factor * UInt128.RotateLeft(key, 29 * probe) >> 128 - Bits);

    private static UInt128 Drawn()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) | 1;
    }
}
