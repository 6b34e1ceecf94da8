using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Countersign.TestServers;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>
/// As much of the API server of Kubernetes as a silo asks: one pod, alone and in a list, and a watch in which nothing happens. The account
/// may get, list and watch pods of one namespace; all else is forbidden and noted.
/// </summary>
internal sealed class KubernetesStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly V1Pod _pod;

    private KubernetesStandIn(V1Pod pod)
    {
        _pod = pod;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(Answer);
    }

    public int Port { get; } = FreePort.Find();

    public string Token { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public string Authority => _certificate.ExportCertificatePem();

    /// <summary>The questions that were answered.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Those that were not.</summary>
    public ConcurrentQueue<string> Forbidden { get; } = new();

    public static async Task<KubernetesStandIn> Start(V1Pod pod)
    {
        var started = new KubernetesStandIn(pod);
        await started._app.StartAsync(TestContext.Current.CancellationToken);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private Task Answer(HttpContext http)
    {
        var asked = $"{http.Request.Method} {http.Request.Path}{Uri.UnescapeDataString(http.Request.QueryString.Value!)}";
        var pods = $"/api/v1/namespaces/{_pod.Namespace()}/pods";
        var isOurs = http.Request.Headers.Authorization == "Bearer " + Token && http.Request.Method == "GET";
        if (isOurs && http.Request.Path == $"{pods}/{_pod.Name()}") return Say(http, asked, _pod);
        if (!isOurs || http.Request.Path != pods)
        {
            Forbidden.Enqueue(asked);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (http.Request.Query["watch"] != "true")
            return Say(http, asked, new V1PodList { ApiVersion = "v1", Kind = "PodList", Metadata = new(), Items = [_pod] });
        Asked.Enqueue(asked);
        return Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private Task Say(HttpContext http, string asked, object answer)
    {
        Asked.Enqueue(asked);
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(KubernetesJson.Serialize(answer));
    }
}
