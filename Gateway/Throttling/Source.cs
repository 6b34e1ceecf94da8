using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Countersign.Gateway.Throttling;

/// <summary>
/// A place in the network, seen ever more widely. Whoever has one address of IPv6 has 2^64 of them, so a host is a /64 there.
/// </summary>
/// <param name="Host">IPv4 by /32, IPv6 by /64: a home, or an office behind one address.</param>
/// <param name="Network">/24 and /48.</param>
/// <param name="Provider">/16 and /32.</param>
internal readonly record struct Source(UInt128 Host, UInt128 Network, UInt128 Provider)
{
    private const uint Four = 4, Six = 6;   // in the lowest bits, which no prefix reaches: no network of one family is one of the other

    public static Source From(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new(value | Four, First(24, value) | Four, First(16, value) | Four)
            : new(First(64, value) | Six, First(48, value) | Six, First(32, value) | Six);
    }

    private static UInt128 First(int bits, UInt128 value) => value >> 128 - bits << 128 - bits;
}
