using System.Diagnostics;
using System.Net;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Microsoft.Extensions.Configuration;

namespace Countersign.Silo.Tests;

/// <summary>A setting that cannot be used is told in one sentence, before anything is opened.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Clustering", "Clustering=zookeeper")]
    [InlineData("postgres or azure-storage", "Clustering=kubernetes")]
    [InlineData("postgres or azure-storage", "Clustering=kubernetes", "Store=sqlite")]
    [InlineData("status.podIP", "Clustering=kubernetes", "Store=postgres", "StoreConnection=Host=x")]
    [InlineData("ClusteringConnection", "Clustering=postgres", "Store=sqlite")]
    [InlineData("one process alone", "Clustering=postgres", "ClusteringConnection=Host=x", "Store=sqlite")]
    [InlineData("one process alone", "Clustering=azure-storage", "ClusteringConnection=UseDevelopmentStorage=true", "Store=memory")]
    [InlineData("Countersign:Store", "Store=floppy")]
    [InlineData("both set", "ClusteringConnection=a", "ClusteringConnectionFile=b", "Clustering=postgres")]
    [InlineData("cannot be read", "ClusteringConnectionFile=/nowhere/at/all", "Clustering=postgres")]
    [InlineData("Silo:Address", "Silo:Address=0.0.0.0")]
    [InlineData("Silo:Address", "Silo:Address=here")]
    [InlineData("Silo:Address", "Silo:Address=10.0.0.1/8")]
    [InlineData("this machine alone", "Silo:Address=192.0.2.1")]
    [InlineData("Silo:Port", "Silo:Port=70000")]
    [InlineData("the same", "Silo:Port=11111", "Silo:GatewayPort=11111")]
    [InlineData("the same", "Silo:ListenPort=12000", "Silo:ListenGatewayPort=12000")]
    [InlineData("Silo:ListenPort", "Silo:ListenPort=0")]
    [InlineData("HealthUrls", "Silo:HealthUrls=5082")]
    [InlineData("Tls", "Tls:Certificate=one.pem")]
    [InlineData("Tls", "Tls:Certificate=/nowhere/a", "Tls:Key=/nowhere/b", "Tls:Authority=/nowhere/c")]
    [InlineData("VersionSelector", "Silo:VersionSelector=newest")]
    [InlineData("Dashboard", "Silo:Dashboard=yes")]
    [InlineData("Rehearsal", "Silo:Rehearsal=no")]
    [InlineData("Admin:Token", "Silo:Dashboard=on")]
    [InlineData("too short", "Admin:Token=short")]
    [InlineData("MostUnderWay", "Silo:MostUnderWay=0")]
    [InlineData("ProbeSeconds", "Membership:ProbeSeconds=soon")]
    [InlineData("MissedProbes", "Membership:MissedProbes=0")]
    [InlineData("AnswerSeconds", "Membership:AnswerSeconds=0")]
    [InlineData("FarewellSeconds", "Membership:FarewellSeconds=0")]
    [InlineData("ClusterId", "ClusterId=a b")]
    [InlineData("Silos", "Silos=somewhere")]
    [InlineData("OtlpEndpoint", "Telemetry:OtlpEndpoint=collector")]
    [InlineData("Data", "Data= ")]
    public void A_wrong_setting_is_named(string word, params string[] settings)
    {
        var refused = Assert.Throws<FormatException>(() => From(settings));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_silo_that_other_machines_reach_has_certificates() =>
        Assert.Contains("in the clear", Assert.Throws<FormatException>(() => Grains.SiloPlace.From(
            Section("Silo:Address=192.0.2.1"), new(ClusterSettings.Postgres) { Table = ClusterSettings.Postgres })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8", "10.1.2.3", "172.18.0.4")]
    [InlineData("172.18.0.4", "172.18.0.0/16", "10.1.2.3", "172.18.0.4")]
    [InlineData("10.1.2.3", "0.0.0.0/0", "10.1.2.3", "fd00::7")]
    [InlineData("fd00::7", "fd00::/8", "10.1.2.3", "fd00::7")]
    [InlineData("no address", "192.168.0.0/16", "10.1.2.3", "172.18.0.4")]
    [InlineData("more than one address", "10.0.0.0/8", "10.1.2.3", "10.9.9.9")]
    [InlineData("none", "10.0.0.0/8")]
    public void A_network_as_address_stands_for_the_one_address_in_it(string expected, string network, params string[] own)
    {
        IReadOnlyList<IPAddress> addresses = [.. own.Select(IPAddress.Parse)];
        using var authority = new Authority();
        var cluster = new ClusterSettings(ClusterSettings.Postgres)
        {
            Table = ClusterSettings.Postgres, Tls = Authority.Read(authority.Give()),
        };
        if (IPAddress.TryParse(expected, out var address))
        {
            Assert.Equal(address, Grains.SiloPlace.From(Section("Silo:Address=" + network), cluster, () => addresses).Address);
            return;
        }

        var refused = Assert.Throws<FormatException>(
            () => Grains.SiloPlace.From(Section("Silo:Address=" + network), cluster, () => addresses));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_administration_token_in_a_file_is_read_from_there()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new string('t', 40) + "\n");
            Assert.Equal(new string('t', 40), From("Silo:Dashboard=on", "Admin:TokenFile=" + file).AdminToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_connection_in_a_file_is_read_from_there_and_is_no_part_of_what_is_printed()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "Host=db;Password=swordfish\n");
            var settings = ClusterSettings.From(Section("Clustering=postgres", "Store=postgres", "StoreConnectionFile=" + file));
            Assert.Equal("Host=db;Password=swordfish", settings.Connection);
            Assert.DoesNotContain("swordfish", settings.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_table_of_members_may_lie_elsewhere_than_the_rows()
    {
        var settings = ClusterSettings.From(Section(
            "Clustering=azure-storage", "Store=postgres", "StoreConnection=Host=db", "ClusteringConnection=UseDevelopmentStorage=true"));
        Assert.Equal("UseDevelopmentStorage=true", settings.Connection);
    }

    [Fact]
    public void With_Kubernetes_the_table_of_members_lies_where_the_rows_are()
    {
        var settings = ClusterSettings.From(Section("Clustering=kubernetes", "Store=postgres", "StoreConnection=Host=db"));
        Assert.Equal((ClusterSettings.Postgres, "Host=db", true), (settings.Table, settings.Connection, settings.AsksKubernetes));
    }

    [Theory]
    [InlineData(0, "--clustering", "--help")]
    [InlineData(2, "Unrecognized", "--silos")]
    [InlineData(2, "one process alone", "--clustering", "postgres", "--clustering-connection-file", "/dev/null")]
    public async Task The_process_says_it_in_one_line_and_ends_with_the_code(int code, string word, params string[] arguments)
    {
        if (arguments.Contains("/dev/null")) word = "empty";
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(SiloSettings).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(limit.Token);
            var refused = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(code, process.ExitCode);
            Assert.Contains(word, await said + refused, StringComparison.Ordinal);
            if (code != 0) Assert.Single(refused.TrimEnd().Split('\n'));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static SiloSettings From(params string[] settings) => SiloSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => Pair("Countersign:" + one))).Build());

    private static IConfigurationRoot Section(params string[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(Pair)).Build();

    private static KeyValuePair<string, string?> Pair(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return new(text[..sign], text[(sign + 1)..]);
    }
}
