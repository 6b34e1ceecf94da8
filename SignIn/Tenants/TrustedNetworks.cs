using System.Net;

namespace Countersign.SignIn.Tenants;

/// <summary>
/// Networks from which a tenant expects many people behind few addresses (T2): <c>192.0.2.0/24 2001:db8::/48</c>, by spaces.
/// </summary>
public static class TrustedNetworks
{
    private const int WidestFour = 8, WidestSix = 32;   // wider is half the world

    public static bool IsWell(string networks) =>
        Split(networks) is { Length: <= Limits.TrustedNetworks } all && string.Join(' ', all) == networks && all.All(IsNetwork);

    public static bool Include(string networks, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Split(networks).Any(text => IPNetwork.TryParse(text, out var network) && network.Contains(plain));
    }

    public static string[] Split(string networks) => networks.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) && network.ToString() == text && network.PrefixLength >= Widest(network.BaseAddress);

    private static int Widest(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? WidestFour : WidestSix;
}
