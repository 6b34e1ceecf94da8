using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;
using Countersign.Grains.Interfaces.Clustering;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Countersign.Deploy.Tests;

/// <summary><c>deploy/compose</c>: all that it names is there, and nothing in it may do more than it has to.</summary>
public sealed class ComposeTests
{
    private const string Folder = "deploy/compose";
    private static readonly YamlMappingNode File = Yaml.Merged(Repository.Text(Folder + "/compose.yaml"));

    public static TheoryData<string> Services => [.. File.Members("services").Keys];

    public static TheoryData<string> OurServices => ["gateway", "silo"];

    /// <summary>The form of the file, by a checker that knows it; a warning is an offence too.</summary>
    [Fact]
    public async Task The_file_is_in_good_form()
    {
        var checker = Repository.At("Tests/Deploy.Tests/node/node_modules/.bin/dclint");
        Assert.True(System.IO.File.Exists(checker), "These tests need dclint, and it is not here: run ./test.");
        await Tool.MustRun([checker, "--max-warnings", "0", Repository.At(Folder + "/compose.yaml")]);
    }

    [Fact]
    public void There_are_three_silos_and_two_gateways() => Assert.Equal(
        ("3", "2"), (File.Text("services", "silo", "deploy", "replicas"), File.Text("services", "gateway", "deploy", "replicas")));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_runs_a_pinned_image_with_a_read_only_root_and_no_privilege(string name)
    {
        var service = File.At("services", name);
        Assert.Matches(@":v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)*$", service.Text("image"));
        Assert.Equal(("true", "unless-stopped"), (service.Text("read_only"), service.Text("restart")));
        Assert.Equal(["ALL"], service.Texts("cap_drop"));
        Assert.Equal(["no-new-privileges:true"], service.Texts("security_opt"));
        Assert.Null(service.At("privileged"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_a_service_names_is_there(string name)
    {
        var service = File.At("services", name);
        Assert.Empty(service.Texts("secrets").Except(File.Members("secrets").Keys));
        Assert.Empty(service.Texts("networks").Except(File.Members("networks").Keys));
        foreach (var volume in service.Texts("volumes").Select(text => text.Split(':')[0]))
        {
            if (!volume.StartsWith('.')) Assert.Contains(volume, File.Members("volumes").Keys);
            else Assert.True(Path.Exists(Path.Combine(Repository.At(Folder), volume)), $"{name}: {volume} is not there.");
        }

        if (service.Text("build", "dockerfile") is { } file) Assert.True(System.IO.File.Exists(Repository.At(file)), file);
    }

    [Fact]
    public void Nothing_is_declared_that_nobody_uses()
    {
        var services = File.Members("services").Values.ToArray();
        Assert.Empty(File.Members("secrets").Keys.Except(services.SelectMany(one => one.Texts("secrets"))));
        Assert.Empty(File.Members("networks").Keys.Except(services.SelectMany(one => one.Texts("networks"))));
        Assert.Empty(File.Members("volumes").Keys.Except(services.SelectMany(one => one.Texts("volumes").Select(v => v.Split(':')[0]))));
    }

    /// <summary>Only this machine reaches what is published, until an operator says otherwise.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public void A_port_is_published_to_this_machine_alone(string name) =>
        Assert.All(File.At("services", name).Texts("ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void The_database_is_reached_from_the_clusters_network_alone()
    {
        Assert.Equal(["cluster"], File.Texts("services", "database", "networks"));
        Assert.Equal("true", File.Text("networks", "cluster", "internal"));
        Assert.Equal("true", File.Text("networks", "watch", "internal"));
    }

    [Theory]
    [MemberData(nameof(OurServices))]
    public void The_product_takes_the_settings(string name)
    {
        var service = File.At("services", name);
        Settings.MustBeTaken(
            $"compose.yaml, {name}", name == "gateway",
            service.TextMembers("environment").ToDictionary(one => one.Key, one => Filled(one.Value)),
            [.. service.Texts("secrets").Select(secret => "/run/secrets/" + secret)]);
    }

    /// <summary>The address of a silo is looked for in the network that it is in, and the proxy's word is taken in the proxy's.</summary>
    [Fact]
    public void Networks_in_settings_are_networks_of_the_file()
    {
        string? Subnet(string name) => File.Items("networks", name, "ipam", "config").Single().Text("subnet");
        Assert.Equal(Subnet("cluster"), File.Text("services", "silo", "environment", "Countersign__Silo__Address"));
        Assert.Equal(Subnet("edge"), File.Text("services", "gateway", "environment", "Countersign__TrustedProxies"));
        Assert.Contains("edge", File.Texts("services", "proxy", "networks"));
    }

    /// <summary>The script makes what the file wants; a second time it changes nothing. A renewed certificate is the cluster's.</summary>
    [Fact]
    public async Task The_script_makes_all_secrets_and_keeps_those_that_are_there()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-compose-");
        try
        {
            var script = Path.Combine(folder.FullName, "secrets.sh");
            System.IO.File.Copy(Repository.At(Folder + "/secrets.sh"), script);
            await Tool.MustRun(["bash", script, "sign-in.example.com"], folder.FullName);
            string In(string path) => Path.Combine(folder.FullName, path);
            var wanted = File.Members("secrets").Values.Select(secret => secret.Text("file")!).ToArray();
            Assert.All(wanted, path => Assert.True(System.IO.File.Exists(In(path)), path));
            var before = wanted.ToDictionary(path => path, path => System.IO.File.ReadAllText(In(path)));

            await Tool.MustRun(["bash", script, "elsewhere.example.com"], folder.FullName);
            Assert.Equal("COUNTERSIGN_ORIGIN=https://sign-in.example.com\n", System.IO.File.ReadAllText(In(".env")));
            Assert.All(wanted, path => Assert.Equal(before[path], System.IO.File.ReadAllText(In(path))));

            await Tool.MustRun(["bash", script, "renew"], folder.FullName);
            Assert.Equal(
                ["./secrets/cluster.key", "./secrets/cluster.pem"],
                wanted.Where(path => before[path] != System.IO.File.ReadAllText(In(path))).Order(StringComparer.Ordinal));
            var tls = TlsFiles.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Tls:Authority"] = In("secrets/cluster-authority.pem"), ["Tls:Certificate"] = In("secrets/cluster.pem"),
                ["Tls:Key"] = In("secrets/cluster.key"),
            }).Build())!;
            Assert.True(tls.IsOurs(tls.Certificate));
            Assert.Contains(
                $"Password={before["./secrets/database-password"]};", before["./secrets/store-connection"], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What <c>.env</c> says.</summary>
    private static string Filled(string value) =>
        Regex.Replace(value, @"\$\{COUNTERSIGN_ORIGIN:\?[^}]*\}", "https://sign-in.example.com");
}
