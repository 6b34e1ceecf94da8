using System.Globalization;
using System.Net;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains;

/// <summary>Where a silo is reached.</summary>
/// <param name="Address">The address it listens on, and that the others are told.</param>
/// <param name="Port">For other silos.</param>
/// <param name="GatewayPort">For gateways.</param>
public sealed record SiloPlace(IPAddress Address, int Port, int GatewayPort)
{
    /// <summary>The section <c>Countersign</c>.</summary>
    /// <exception cref="FormatException">A value is not what it must be, or other machines would be spoken to in the clear.</exception>
    public static SiloPlace From(IConfiguration section, ClusterSettings cluster)
    {
        var place = new SiloPlace(
            AddressOf(section["Silo:Address"]), PortOf(section, "Silo:Port", 11111), PortOf(section, "Silo:GatewayPort", 30000));
        if (place.Port == place.GatewayPort)
            throw new FormatException("Countersign:Silo:Port and Countersign:Silo:GatewayPort are the same.");
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

    private static IPAddress AddressOf(string? text) =>
        text is null ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : throw new FormatException(
            $"Countersign:Silo:Address is '{text}': it must be the one address at which the others reach this silo.");

    private static int PortOf(IConfiguration section, string name, int otherwise) =>
        section[name] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port
        : throw new FormatException($"Countersign:{name} is not a port.");
}
