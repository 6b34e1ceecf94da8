using System.Net;
using System.Net.Sockets;

namespace Countersign.Gateway.Outbound;

/// <summary>
/// T16: which addresses the service may be made to call: global unicast, less what is special in it. A name that somebody registered must
/// not lead to the inside: not to this machine, its neighbours, the cloud's metadata, nor to one of them behind the clothes of another
/// family.
/// </summary>
public static class PublicAddress
{
    /// <summary>
    /// Where global unicast addresses are: of IPv6, what IANA has given out (RFC 4291 2.4); of IPv4, all but multicast and above.
    /// </summary>
    private static readonly IPNetwork[] GlobalUnicast = Networks("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3", "2000::/3");

    /// <summary>
    /// IANA's special-purpose registries within them (RFC 6890 and what was added since), without what is globally reachable.
    /// </summary>
    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "2001::/23", "2001:db8::/32", "3ffe::/16", "3fff::/20");

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether anyone on the internet has this address.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && Inner(address) is { } inner) return IsPublic(inner);
        return IsIn(GlobalUnicast, address) && !IsIn(Special, address);
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) =>
        networks.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(text => IPNetwork.Parse(text))];

    /// <summary>The IPv4 address that an address of a translation prefix leads to.</summary>
    private static IPAddress? Inner(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) return new(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : null;
    }
}
