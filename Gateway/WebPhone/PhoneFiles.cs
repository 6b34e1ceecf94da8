using Countersign.Gateway.Html;

namespace Countersign.Gateway.WebPhone;

/// <summary>
/// The folder <c>Phone/</c>, as it is written. Its files lie under one address that holds the hash of them all, so that modules name each
/// other by their own names and no two versions ever mix.
/// </summary>
internal static class PhoneFiles
{
    private const string Prefix = "phone/";

    /// <summary>Served at the tenant's own address, since a worker rules over what lies below it.</summary>
    private const string WorkerName = "worker.js";

    private static readonly string[] Names =
        [.. typeof(PhoneFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..].Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, byte[]> Contents = Names.ToDictionary(name => name, name => Asset.Load(Prefix + name));

    /// <summary>With a slash at its end.</summary>
    public static readonly string Folder = $"/assets/phone.{Assets.HashOf(Names.Select(name => Contents[name]))}/";

    public static readonly IReadOnlyList<Asset> All =
        [.. Names.Where(name => name != WorkerName).Select(name => new Asset(Folder + name, name, Contents[name]))];

    public static readonly Asset Worker = new("", WorkerName, Contents[WorkerName]);

    /// <summary>The modules of the page, to be fetched at once instead of one after the other.</summary>
    public static readonly IReadOnlyList<string> Modules =
        [.. All.Select(file => file.Address).Where(address => address.EndsWith(".js", StringComparison.Ordinal))];
}
