using System.Net;
using System.Text.RegularExpressions;
using Countersign.Deploy.Tests.Kit;
using Countersign.TestServers;

namespace Countersign.Deploy.Tests;

/// <summary>The proxy of <c>deploy/compose</c>, with its own file before a gateway; addresses and the certificate are the test's.</summary>
[Collection(nameof(Images))]
public sealed class ProxyTests(RunningImages images)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_TLS_and_lets_long_headers_through()
    {
        var folder = Directory.CreateTempSubdirectory("countersign-proxy-");
        var (open, administration) = (FreePort.Find(), FreePort.Find());
        var certificate = Path.Combine(folder.FullName, "proxy.pem");
        await Tool.MustRun(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "proxy.key",
                "-out", "proxy.pem", "-days", "2", "-subj", "/CN=localhost",
            ], folder.FullName);
        await File.AppendAllTextAsync(certificate, await File.ReadAllTextAsync(Path.Combine(folder.FullName, "proxy.key"), Cancel), Cancel);
        var file = Path.Combine(folder.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(file, Here(open, administration, certificate), Cancel);
        await Tool.MustRun(["haproxy", "-c", "-f", file]);
        using var proxy = await ServerProcess.Start(
            ["haproxy", "-db", "-V", "-f", file], "as the polling mechanism", "TERM", Limit, folder.FullName);

        using var browser = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        }) { BaseAddress = new($"https://localhost:{open}"), DefaultRequestVersion = HttpVersion.Version20 };
        await Eventually(async () => (await browser.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.OK);

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        asked.Headers.Add("Cookie", "c=" + new string('c', 15 * 1024));
        using var answered = await browser.SendAsync(asked, Cancel);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal("max-age=31536000", answered.Headers.GetValues("Strict-Transport-Security").Single());

        using var tool = new HttpClient { BaseAddress = new($"http://127.0.0.1:{administration}") };
        await Eventually(async () => (await tool.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.OK);
    }

    /// <summary>The file with this machine's addresses: one gateway instead of a name that the engine of containers knows.</summary>
    private string Here(int open, int administration, string certificate)
    {
        var text = Repository.Text("deploy/compose/haproxy.cfg");
        string Put(string pattern, string replacement)
        {
            Assert.Matches(pattern, text);
            return Regex.Replace(text, pattern, replacement, RegexOptions.Multiline);
        }

        text = Put("bind :8443 ", $"bind 127.0.0.1:{open} ");
        text = Put("bind :5081", $"bind 127.0.0.1:{administration}");
        text = Put("/run/secrets/proxy-certificate", certificate);
        const string Template = @"server-template gateway \d gateway:{0} resolvers docker init-addr none";
        text = Put(string.Format(null, Template, 5080), $"server gateway {images.Gateway.Authority}");
        return Put(string.Format(null, Template, 5081), $"server gateway {images.GatewayAdministration.Authority}");
    }

    /// <summary>The proxy looks each two seconds which gateways are ready.</summary>
    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (!await holds()) await Task.Delay(100, limit.Token);
    }
}
