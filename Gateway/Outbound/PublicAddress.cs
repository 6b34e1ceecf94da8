using System.Net;
using System.Net.Sockets;

namespace Countersign.Gateway.Outbound;

/// <summary>
/// T16: which addresses the service may be made to call. A name that somebody registered must not lead to the inside: not to this machine,
/// its neighbours, the cloud's metadata, nor to one of them behind the clothes of another family.
/// </summary>
public static class PublicAddress
{
    /// <summary>IANA special-purpose registries (RFC 6890 and what was added since), without what is globally reachable.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork LocalNat64 = IPNetwork.Parse("64:ff9b:1::/48");

    /// <summary>Whether anyone on the internet has this address.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && Inner(address) is { } inner) return IsPublic(inner);
        return !LocalNat64.Contains(address)
            && !Special.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>The IPv4 address that an address of a translation prefix leads to.</summary>
    private static IPAddress? Inner(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) return new(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : null;
    }
}
