using System.Net;
using System.Security.Cryptography;
using Countersign.Gateway;
using Countersign.Silo;
using Countersign.Silo.Tests.Kit;
using Microsoft.Extensions.Configuration;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>The settings that the product has, and whether it takes those that a file gives it.</summary>
internal static class Settings
{
    private const string Prefix = "Countersign__";

    /// <summary>Every setting that a gateway or a silo asks for at its start, as an environment variable.</summary>
    public static IReadOnlySet<string> Names { get; } = Asked();

    public static bool IsOurs(string variable) => variable.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Fails unless a gateway (or a silo) would start with this environment, as far as settings go.</summary>
    /// <param name="files">Which files there are in the container; each is given something of its kind to hold.</param>
    public static void MustBeTaken(
        string where, bool isGateway, IReadOnlyDictionary<string, string> environment, IReadOnlyCollection<string> files)
    {
        var ours = environment.Where(one => IsOurs(one.Key)).ToArray();
        MustBeKnown(where, ours.Select(one => one.Key));
        var missing = ours.Where(one => NamesFile(one.Key) && !files.Contains(one.Value)).ToArray();
        Assert.True(missing.Length == 0, $"{where}: no such file: {string.Join(", ", missing)}. There are: {string.Join(", ", files)}.");
        using var authority = new Authority();
        var member = authority.Give();
        var folder = Directory.CreateTempSubdirectory("countersign-settings-");
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(ours.Select(one => KeyValuePair.Create(
                one.Key.Replace("__", ":", StringComparison.Ordinal), OnThisMachine(one.Key, one.Value, member, folder.FullName)))).Build();
            var refused = Record.Exception(
                () => _ = isGateway ? (object)GatewaySettings.From(configuration) : SiloSettings.From(configuration));
            Assert.True(refused is null, $"{where}: {refused?.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void MustBeKnown(string where, IEnumerable<string> names)
    {
        var unknown = names.Except(Names).ToArray();
        Assert.True(unknown.Length == 0, $"{where}: no setting of Countersign: {string.Join(", ", unknown)}.");
    }

    private static bool NamesFile(string name) =>
        name.EndsWith("File", StringComparison.Ordinal) || name.StartsWith("Countersign__Tls__", StringComparison.Ordinal);

    /// <summary>The same setting with addresses and files of this machine.</summary>
    private static string? OnThisMachine(string name, string value, IConfiguration member, string folder)
    {
        const string Tls = "Countersign__Tls__";
        if (name == "Countersign__Silo__Address" && IPNetwork.TryParse(value, out _)) return "192.0.2.7";
        if (name.StartsWith(Tls, StringComparison.Ordinal)) return member["Tls:" + name[Tls.Length..]];
        return NamesFile(name) ? Hold(Path.Combine(folder, name), name) : value;
    }

    private static string Hold(string path, string name)
    {
        File.WriteAllText(path, name switch
        {
            "Countersign__Keys__SecretFile" => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            "Countersign__Admin__TokenFile" => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
            _ => "Host=database;Password=not-a-password",
        });
        return path;
    }

    private static HashSet<string> Asked()
    {
        var asked = new Recorder();
        foreach (var engine in new[] { "embedded", "cluster", "cohosted" })
        {
            foreach (var clustering in new[] { "localhost", "postgres" }) Read(asked, engine, clustering, GatewaySettings.From);
        }

        foreach (var clustering in new[] { "localhost", "postgres" }) Read(asked, "", clustering, SiloSettings.From);
        return [.. asked.Keys.Select(key => key.Replace(":", "__", StringComparison.Ordinal))];
    }

    private static void Read(Recorder asked, string engine, string clustering, Func<IConfiguration, object> read)
    {
        var given = new Dictionary<string, string?>
        {
            ["Countersign:Engine"] = engine, ["Countersign:Clustering"] = clustering,
            ["Countersign:Store"] = clustering == "localhost" ? "sqlite" : "postgres", ["Countersign:StoreConnection"] = "Host=database",
        };
        // The last is asked first.
        read(new ConfigurationBuilder().AddInMemoryCollection(given).Add(asked).Build());
    }

    /// <summary>Holds nothing, and notes what it is asked for.</summary>
    private sealed class Recorder : ConfigurationProvider, IConfigurationSource
    {
        public HashSet<string> Keys { get; } = [];

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override bool TryGet(string key, out string? value)
        {
            Keys.Add(key);
            return base.TryGet(key, out value);
        }
    }
}
