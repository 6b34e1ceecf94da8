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
    // In the lowest bits, which no prefix reaches: no network of one family is one of the other.
    private const uint Four = 4, Six = 6, Families = 7;

    /// <summary>Null: of a network that is not throttled.</summary>
    public static Source? Of(HttpContext http, IReadOnlyList<IPNetwork> unthrottled)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var network in unthrottled) if (network.Contains(address)) return null;
        return From(address);
    }

    public static Source From(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return OfHost(address.AddressFamily == AddressFamily.InterNetwork ? value | Four : First(64, value) | Six);
    }

    /// <summary>The networks around a host are written in it.</summary>
    public static Source OfHost(UInt128 host)
    {
        var family = host & Families;
        return family == Four
            ? new(host, First(24, host) | Four, First(16, host) | Four)
            : new(host, First(48, host) | Six, First(32, host) | Six);
    }

    private static UInt128 First(int bits, UInt128 value) => value >> 128 - bits << 128 - bits;
}
