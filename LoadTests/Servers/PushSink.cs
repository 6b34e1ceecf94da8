using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.LoadTests.Servers;

/// <summary>A browser's push service in this process, on https with a certificate made for it: takes everything and counts it.</summary>
internal sealed class PushSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _taken;

    private PushSink(WebApplication app, string certificate) => (_app, Certificate) = (app, certificate);

    /// <summary>A PEM file.</summary>
    public string Certificate { get; }

    public int Taken => _taken;

    public static string Endpoint(int port) => $"https://127.0.0.1:{port}/send/";

    /// <param name="folder">Where the certificate is kept.</param>
    public static async Task<PushSink> Start(int port, string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=push", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder, "push.crt");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        var sink = new PushSink(builder.Build(), file);
        sink._app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            Interlocked.Increment(ref sink._taken);
            http.Response.StatusCode = 201;
        });
        await sink._app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
