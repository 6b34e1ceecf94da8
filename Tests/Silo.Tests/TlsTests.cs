using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Countersign.Engine;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.Silo.Tests.Kit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Countersign.Silo.Tests;

/// <summary>T35: who may speak on the cluster's own ports.</summary>
public sealed class TlsTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private readonly Authority _ours = new();

    public void Dispose() => _ours.Dispose();

    [Fact]
    public async Task A_gateway_with_a_certificate_of_the_authority_is_served()
    {
        await using var silo = await Silo(_ours.Give());
        await using var gateway = await TestConnection.To(Settings(silo, _ours.Give()));
        Assert.Empty(await gateway.Engine.ListUsers(new("contoso"), null, 10, Cancel));
    }

    [Fact]
    public async Task A_gateway_without_a_certificate_is_refused()
    {
        await using var silo = await Silo(_ours.Give());
        await IsNotServed(Settings(silo, null));
    }

    [Fact]
    public async Task A_gateway_with_a_certificate_of_another_authority_is_refused()
    {
        using var stranger = new Authority("cluster");
        await using var silo = await Silo(_ours.Give());
        await IsNotServed(Settings(silo, stranger.Give(trusts: _ours)));
    }

    [Fact]
    public async Task A_gateway_with_a_certificate_that_is_over_is_refused()
    {
        await using var silo = await Silo(_ours.Give());
        await IsNotServed(Settings(silo, _ours.Give(isOver: true)));
    }

    [Fact]
    public async Task A_gateway_speaks_to_no_silo_of_another_authority()
    {
        using var stranger = new Authority("cluster");
        await using var silo = await Silo(stranger.Give(trusts: _ours));
        await IsNotServed(Settings(silo, _ours.Give()));
    }

    [Fact]
    public async Task A_gateway_with_certificates_speaks_to_no_silo_in_the_clear()
    {
        await using var silo = await Silo(null);
        await IsNotServed(Settings(silo, _ours.Give()));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        var files = _ours.Give();
        await using var silo = await Silo(files);
        var (before, _) = await Shown(silo.Place.GatewayPort);
        var renewed = _ours.Renew(files);
        var (after, isOurs) = await Shown(silo.Place.GatewayPort);
        Assert.NotEqual(before, after);
        Assert.Equal(renewed, after);
        Assert.True(isOurs);
    }

    /// <summary>As Kubernetes renews a mounted secret: the files are links by way of a folder that is itself a link, turned then.</summary>
    [Fact]
    public void A_certificate_that_is_renewed_by_turning_a_link_is_shown()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-links-").FullName;
        try
        {
            var (old, renewed) = (_ours.Give(), _ours.Give());
            string In(string name) => Path.Combine(folder, name);
            foreach (var (name, files) in new[] { ("one", old), ("two", renewed) })
            {
                Directory.CreateDirectory(In(name));
                File.Copy(files["Tls:Certificate"]!, In(name + "/tls.crt"));
                File.Copy(files["Tls:Key"]!, In(name + "/tls.key"));
                File.SetLastWriteTimeUtc(In(name + "/tls.crt"), DateTime.UtcNow.AddHours(name == "one" ? -2 : -1));
            }

            Directory.CreateSymbolicLink(In("now"), "one");
            File.CreateSymbolicLink(In("tls.crt"), "now/tls.crt");
            File.CreateSymbolicLink(In("tls.key"), "now/tls.key");
            var tls = TlsFiles.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Tls:Certificate"] = In("tls.crt"), ["Tls:Key"] = In("tls.key"), ["Tls:Authority"] = _ours.RootFile,
            }).Build())!;
            Assert.Equal(Authority.Read(old).Certificate.Thumbprint, tls.Certificate.Thumbprint);

            Directory.Delete(In("now"));   // the link alone
            Directory.CreateSymbolicLink(In("now"), "two");
            Assert.Equal(Authority.Read(renewed).Certificate.Thumbprint, tls.Certificate.Thumbprint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Files_that_are_taken_away_leave_the_ones_before_in_use_and_are_told()
    {
        var files = _ours.Give();
        var tls = Authority.Read(files);
        var before = tls.Certificate.Thumbprint;
        List<string> told = [];
        tls.Refused += told.Add;
        File.Delete(files["Tls:Key"]!);
        Assert.Equal(before, tls.Certificate.Thumbprint);
        Assert.NotEmpty(told);
    }

    [Fact]
    public void Files_that_cannot_be_read_leave_the_ones_before_in_use_and_are_told()
    {
        var files = _ours.Give();
        var tls = Authority.Read(files);
        var before = tls.Certificate.Thumbprint;
        List<string> told = [];
        tls.Refused += told.Add;
        File.WriteAllText(files["Tls:Certificate"]!, "half written");
        File.SetLastWriteTimeUtc(files["Tls:Certificate"]!, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal(before, tls.Certificate.Thumbprint);
        Assert.NotEmpty(told);
    }

    [Fact]
    public void A_replaced_authority_is_trusted_while_both_are_in_the_file()
    {
        using var next = new Authority("next");
        var files = _ours.Give();
        var tls = Authority.Read(files);
        Assert.False(tls.IsOurs(Authority.Read(next.Give()).Certificate));
        File.AppendAllText(_ours.RootFile, "\n" + File.ReadAllText(next.RootFile));
        File.SetLastWriteTimeUtc(_ours.RootFile, DateTime.UtcNow.AddSeconds(5));
        Assert.True(tls.IsOurs(Authority.Read(next.Give()).Certificate));
        Assert.True(tls.IsOurs(tls.Certificate));
    }

    [Fact]
    public void Some_of_the_files_are_not_enough()
    {
        var some = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Tls:Key", (string?)"key.pem")]).Build();
        Assert.Throws<FormatException>(() => TlsFiles.From(some));
    }

    private static Task<TestSilo> Silo(IConfiguration? files) => TestSilo.Start(
        new(ClusterSettings.Localhost) { Tls = files is null ? null : Authority.Read(files) }, InMemory.New());

    private static ClusterSettings Settings(TestSilo silo, IConfiguration? files) => new(ClusterSettings.Localhost)
    {
        Silos = [new(IPAddress.Loopback, silo.Place.GatewayPort)], Tls = files is null ? null : Authority.Read(files),
    };

    /// <summary>The gateway says that nobody was reached, and every question is refused.</summary>
    private static async Task IsNotServed(ClusterSettings settings)
    {
        var log = new FirstLine();
        await using var gateway = new ClusterConnection(settings, TimeProvider.System);
        var connecting = gateway.Begin(log);
        Assert.Contains("cluster.unreachable", await log.Line.WaitAsync(TimeSpan.FromMinutes(1), Cancel), StringComparison.Ordinal);
        Assert.False(connecting.IsCompleted);
        await Assert.ThrowsAsync<EngineUnavailableException>(async () => await gateway.Engine.ListUsers(new("contoso"), null, 10, Cancel));
    }

    /// <summary>The certificate that a silo shows to whoever asks, and whether it is this authority's.</summary>
    private async Task<(string Thumbprint, bool IsOurs)> Shown(int port)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancel);
        var own = Authority.Read(_ours.Give());
        (string, bool) shown = ("", false);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "countersign",
                ClientCertificates = [own.Certificate],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = (((X509Certificate2)certificate!).Thumbprint, own.IsOurs((X509Certificate2)certificate));
                    return true;
                },
            },
            Cancel);
        return shown;
    }
}
