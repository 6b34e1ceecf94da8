using System.Buffers.Binary;

namespace Countersign.SignIn.WebAuthn;

/// <summary>
/// Reads CBOR as authenticators write it (RFC 8949, in the canonical form of CTAP2): definite lengths, each number in its shortest form, no
/// tags, no floating point. Whatever is not so is refused; nothing is thrown.
/// </summary>
internal ref struct CborReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Deeper nesting is somebody's joke (T27).</summary>
    private const int DeepestLevel = 4;
    private const int MostEntries = 64;

    private const int Unsigned = 0, Negative = 1, Bytes = 2, Text = 3, Array = 4, Map = 5, Simple = 7;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool TryMap(out int entries)
    {
        var isMap = TryHead(Map, out var count) && count <= MostEntries;
        entries = isMap ? (int)count : 0;
        return isMap;
    }

    public bool TryBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryHead(Bytes, out var length) && TryTake(length, out value);
    }

    /// <summary>Exactly this text.</summary>
    public bool TryExact(ReadOnlySpan<byte> text) =>
        TryHead(Text, out var length) && TryTake(length, out var value) && value.SequenceEqual(text);

    /// <summary>Exactly this integer.</summary>
    public bool TryExact(int number) => number < 0
        ? TryHead(Negative, out var below) && below == (ulong)(-1 - number)
        : TryHead(Unsigned, out var value) && value == (ulong)number;

    /// <summary>Passes over one well-formed item, whatever it is.</summary>
    public bool TrySkip(int level = 0)
    {
        if (level > DeepestLevel || !TryHead(out var major, out var value)) return false;
        switch (major)
        {
            case Unsigned or Negative:
                return true;
            case Bytes or Text:
                return TryTake(value, out _);
            case Array or Map when value <= MostEntries:
                for (var left = (int)value * (major == Map ? 2 : 1); left > 0; left--)
                {
                    if (!TrySkip(level + 1)) return false;
                }

                return true;
            default:
                return major == Simple && value is 20 or 21 or 22;   // false, true, null
        }
    }

    private bool TryHead(int expected, out ulong value) => TryHead(out var major, out value) && major == expected;

    private bool TryHead(out int major, out ulong value)
    {
        (major, value) = (-1, 0);
        if (_rest.IsEmpty) return false;
        major = _rest[0] >> 5;
        var info = _rest[0] & 31;
        _rest = _rest[1..];
        if (info < 24)
        {
            value = (ulong)info;
            return true;
        }

        var size = info switch { 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => 0 };
        if (size == 0 || major == Simple || _rest.Length < size) return false;
        value = size switch
        {
            1 => _rest[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(_rest),
            4 => BinaryPrimitives.ReadUInt32BigEndian(_rest),
            _ => BinaryPrimitives.ReadUInt64BigEndian(_rest),
        };
        _rest = _rest[size..];
        return value >= size switch { 1 => 24, 2 => 0x100, 4 => 0x1_0000, _ => 0x1_0000_0000 };
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (length > (ulong)_rest.Length) return false;
        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
