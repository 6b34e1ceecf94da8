using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains;

/// <summary>Where a silo is reached.</summary>
/// <param name="Address">The address it listens on, and that the others are told.</param>
/// <param name="Port">For other silos.</param>
/// <param name="GatewayPort">For gateways.</param>
public sealed record SiloPlace(IPAddress Address, int Port, int GatewayPort)
{
    /// <summary>Where it listens for other silos, if something in between takes connections at <see cref="Port"/>. Null: there.</summary>
    public int? ListenPort { get; init; }

    /// <summary>The same for gateways.</summary>
    public int? ListenGatewayPort { get; init; }

    private static readonly IPNetwork LinkLocal = new(new IPAddress((byte[])[169, 254, 0, 0]), 16);

    /// <summary>The section <c>Countersign</c>.</summary>
    /// <exception cref="FormatException">A value is not what it must be, or other machines would be spoken to in the clear.</exception>
    public static SiloPlace From(IConfiguration section, ClusterSettings cluster) => From(section, cluster, OwnAddresses);

    /// <param name="own">This machine's addresses; asked where the setting names a network.</param>
    /// <inheritdoc cref="From(IConfiguration, ClusterSettings)"/>
    public static SiloPlace From(IConfiguration section, ClusterSettings cluster, Func<IReadOnlyList<IPAddress>> own)
    {
        if (cluster.AsksKubernetes && section["Silo:Address"] is null)
        {
            throw new FormatException(
                "Countersign:Silo:Address is not set: with Kubernetes it is the pod's own, which a pod is given as status.podIP.");
        }

        var place = new SiloPlace(
            AddressOf(section["Silo:Address"], own), PortOf(section, "Silo:Port") ?? 11111, PortOf(section, "Silo:GatewayPort") ?? 30000)
        {
            ListenPort = PortOf(section, "Silo:ListenPort"), ListenGatewayPort = PortOf(section, "Silo:ListenGatewayPort"),
        };
        if (place.Port == place.GatewayPort)
            throw new FormatException("Countersign:Silo:Port and Countersign:Silo:GatewayPort are the same.");
        if ((place.ListenPort ?? place.Port) == (place.ListenGatewayPort ?? place.GatewayPort))
            throw new FormatException("Countersign:Silo:ListenPort and Countersign:Silo:ListenGatewayPort are the same.");
        var isLocal = IPAddress.IsLoopback(place.Address) && !cluster.AsksKubernetes;
        if (cluster.Clustering == ClusterSettings.Localhost && !isLocal)
        {
            throw new FormatException(
                "Countersign:Clustering is localhost, so Countersign:Silo:Address must be an address of this machine alone.");
        }

        return isLocal || cluster.Tls is not null
            ? place
            : throw new FormatException(
                "Countersign:Tls is not set, so this silo would speak in the clear: give it a certificate, its key and the authority's.");
    }

    private static IPAddress AddressOf(string? text, Func<IReadOnlyList<IPAddress>> own) =>
        text is null ? IPAddress.Loopback
        : text.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(text, out var network) ? OwnIn(network, own())
        : IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : throw new FormatException(
            $"Countersign:Silo:Address is '{text}': it must be the one address at which the others reach this silo, or a network such as "
            + "10.0.0.0/8 in which this machine has one address.");

    /// <summary>Containers learn their address only when they run.</summary>
    private static IPAddress OwnIn(IPNetwork network, IReadOnlyList<IPAddress> own)
    {
        var here = own.Where(network.Contains).Distinct().ToArray();
        if (here.Length == 1) return here[0];
        var count = here.Length == 0 ? "no address" : "more than one address";
        throw new FormatException(
            $"Countersign:Silo:Address is the network {network}, and this machine has {count} in it. "
            + $"It has {(own.Count == 0 ? "none" : string.Join(", ", own))}: name one, or a network with one of them.");
    }

    /// <summary>What others may reach: neither the loopback nor what a cable without a network is given.</summary>
    private static IReadOnlyList<IPAddress> OwnAddresses() =>
    [
        .. from card in NetworkInterface.GetAllNetworkInterfaces()
           where card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
           from one in card.GetIPProperties().UnicastAddresses
           let address = one.Address
           where !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !LinkLocal.Contains(address)
           select address,
    ];

    private static int? PortOf(IConfiguration section, string name) =>
        section[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port
        : throw new FormatException($"Countersign:{name} is not a port.");
}
