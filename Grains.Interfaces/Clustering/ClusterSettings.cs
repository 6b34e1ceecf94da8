using System.Net;
using Microsoft.Extensions.Configuration;

namespace Countersign.Grains.Interfaces.Clustering;

/// <summary>How the processes of one cluster find each other: the same for silos and gateways, read once at the start.</summary>
/// <param name="Clustering">One of <see cref="Kinds"/>.</param>
public sealed record ClusterSettings(string Clustering)
{
    public const string Localhost = "localhost", Postgres = "postgres", AzureStorage = "azure-storage", Kubernetes = "kubernetes";

    public static readonly string[] Kinds = [Localhost, Postgres, AzureStorage, Kubernetes];

    /// <summary>
    /// Where the table of members is: <see cref="Postgres"/> or <see cref="AzureStorage"/>; <see cref="Localhost"/> has none.
    /// </summary>
    public string Table { get; init; } = Localhost;

    /// <summary>How that table is reached; may hold a password.</summary>
    public string? Connection { get; init; }

    /// <summary>The name of the cluster. Two clusters that share a database have two names.</summary>
    public string Id { get; init; } = "countersign";

    /// <summary>With <see cref="Localhost"/>: where the silo takes gateways.</summary>
    public IReadOnlyList<IPEndPoint> Silos { get; init; } = [new(IPAddress.Loopback, 30000)];

    /// <summary>Null: nothing is encrypted, and no process speaks to one on another machine.</summary>
    public TlsFiles? Tls { get; init; }

    public MembershipTimes Times { get; init; } = new();

    /// <summary>Whether Kubernetes tells which pods are there, beside the table of members.</summary>
    public bool AsksKubernetes => Clustering == Kubernetes;

    /// <summary>The section <c>Countersign</c>.</summary>
    /// <exception cref="FormatException">A value is not what it must be; the message names it.</exception>
    public static ClusterSettings From(IConfiguration section)
    {
        var clustering = section["Clustering"] ?? Localhost;
        if (!Kinds.Contains(clustering))
            throw new FormatException($"Countersign:Clustering is '{clustering}', which is none of {string.Join(", ", Kinds)}.");
        var store = section["Store"];
        var table = clustering == Kubernetes ? store : clustering;
        if (table is not (Localhost or Postgres or AzureStorage) || (clustering == Kubernetes && table == Localhost))
        {
            throw new FormatException(
                "Countersign:Clustering is kubernetes, which needs Countersign:Store to be postgres or azure-storage.");
        }

        var connection = SecretSetting.FindConnection(section, "ClusteringConnection")
            ?? (store == table ? SecretSetting.FindConnection(section, "StoreConnection") : null);
        if (table != Localhost && connection is null)
        {
            throw new FormatException(
                $"Countersign:ClusteringConnection is not set: it says how the table of members ({table}) is reached. "
                + "Where the store is of the same kind, Countersign:StoreConnection is enough.");
        }

        var id = section["ClusterId"] ?? "countersign";
        if (id.Length is 0 or > 63 || id.Any(sign => !char.IsAsciiLetterOrDigit(sign) && sign is not ('-' or '_')))
            throw new FormatException("Countersign:ClusterId is not 1 to 63 letters, digits, hyphens and underscores.");
        return new(clustering)
        {
            Table = table, Connection = connection, Id = id, Silos = SilosOf(section), Tls = TlsFiles.From(section),
            Times = MembershipTimes.From(section),
        };
    }

    /// <exception cref="FormatException">Several silos cannot share a store of this kind.</exception>
    public void CheckStore(string kind, bool isForOneProcess)
    {
        if (!isForOneProcess || Clustering == Localhost) return;
        throw new FormatException(
            $"Countersign:Store is {kind}, which one process alone can use: a cluster of several silos needs postgres or azure-storage. "
            + "For one silo set Countersign:Clustering to localhost.");
    }

    /// <summary>No member: the connection may hold a password.</summary>
    public override string ToString() => Clustering;

    private static IReadOnlyList<IPEndPoint> SilosOf(IConfiguration section)
    {
        if (section["Silos"] is not { } text) return [new(IPAddress.Loopback, 30000)];
        return
        [
            .. text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(one =>
                IPEndPoint.TryParse(one, out var silo) && silo.Port > 0
                    ? silo
                    : throw new FormatException(
                        $"Countersign:Silos has '{one}' in it, which is not an address and a port such as 127.0.0.1:30000."))
        ];
    }
}
