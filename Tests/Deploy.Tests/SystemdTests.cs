using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;

namespace Countersign.Deploy.Tests;

/// <summary><c>deploy/systemd</c>: units that systemd itself accepts and holds to be well protected.</summary>
public sealed class SystemdTests
{
    private const string Folder = "deploy/systemd";

    public static TheoryData<string> Units => ["gateway", "silo"];

    [Theory]
    [MemberData(nameof(Units))]
    public void The_product_takes_the_settings(string unit)
    {
        var lines = Lines($"countersign-{unit}.service");
        var environment = lines.Where(line => line.Key == "Environment").Select(line => Pair(line.Value))
            .Concat(Lines(unit + ".env"))
            .ToDictionary(one => one.Key, one => one.Value.Replace("%d/", "/credentials/", StringComparison.Ordinal));
        var files = lines.Where(line => line.Key == "LoadCredential").Select(line => "/credentials/" + line.Value.Split(':')[0])
            .Concat(((string[])["ca.crt", "tls.crt", "tls.key"]).Select(name => "/etc/countersign/tls/" + name));
        Settings.MustBeTaken(unit, unit == "gateway", environment, [.. files]);
    }

    [Theory]
    [InlineData("gateway", "Countersign.Gateway.dll serve")]
    [InlineData("silo", "Countersign.Silo.dll")]
    public void A_unit_starts_the_program_as_nobody_special(string unit, string program)
    {
        var lines = Lines($"countersign-{unit}.service").ToLookup(line => line.Key, line => line.Value);
        Assert.Equal($"/usr/bin/dotnet /opt/countersign/{unit}/{program}", lines["ExecStart"].Single());
        Assert.Equal("countersign", lines["User"].Single());
        Assert.Equal(("strict", "yes"), (lines["ProtectSystem"].Single(), lines["NoNewPrivileges"].Single()));
        Assert.Contains("u countersign ", Repository.Text(Folder + "/countersign.sysusers"), StringComparison.Ordinal);
    }

    /// <summary>What it may write is one folder, and the mark lies beside the data folder in it.</summary>
    [Fact]
    public void The_gateways_data_folder_lies_in_the_folder_that_it_may_write()
    {
        var lines = Lines("countersign-gateway.service").ToLookup(line => line.Key, line => line.Value);
        Assert.Equal("countersign", lines["StateDirectory"].Single());
        Assert.Contains("Countersign__Data=/var/lib/countersign/data", lines["Environment"]);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_accepts_the_unit_and_holds_it_to_be_well_protected(string unit)
    {
        Assert.SkipUnless(Tool.IsThere("systemd-analyze"), "There is no systemd-analyze on this machine.");
        var folder = Directory.CreateTempSubdirectory("countersign-systemd-");
        try
        {
            var file = Path.Combine(folder.FullName, $"countersign-{unit}.service");
            // It looks whether the program is there.
            var text = Repository.Text($"{Folder}/countersign-{unit}.service");
            await File.WriteAllTextAsync(
                file, text.Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal("", (await Tool.MustRun(["systemd-analyze", "verify", file])).Trim());
            await Tool.MustRun(["systemd-analyze", "security", "--offline=yes", "--threshold=20", file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>"KEY=VALUE" of every line that is neither a comment nor a heading.</summary>
    private static KeyValuePair<string, string>[] Lines(string file) =>
    [
        .. Repository.Text($"{Folder}/{file}").Split('\n').Where(line => Regex.IsMatch(line, "^[A-Za-z_]+=")).Select(Pair),
    ];

    private static KeyValuePair<string, string> Pair(string line) =>
        KeyValuePair.Create(line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
}
