using System.Globalization;
using System.Net;
using Countersign.Deploy.Tests.Kit;
using Countersign.Silo.Tests.Kit;
using Countersign.TestServers;
using k8s;
using k8s.Models;

namespace Countersign.Deploy.Tests;

/// <summary>
/// The pods of <c>deploy/kubernetes</c> as they are composed: the images' contents with the pods' environment, secrets where they are
/// mounted, and an API server that lets a silo do what its role says. Only ports are the test's.
/// </summary>
[Collection(nameof(Images))]
public sealed class PodTests(RunningImages images) : IDisposable
{
    private const string Silo = "countersign-silo-0";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);   // generous: a busy machine is slow

    private readonly List<DirectoryInfo> _folders = [];

    public void Dispose()
    {
        foreach (var folder in _folders) folder.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_and_a_gateway_find_each_other()
    {
        Assert.SkipWhen((await images.Walls()).Length < 5, "Only root can mount what a pod is given.");
        var composed = Yaml.Write(Kustomization.Compose("deploy/kubernetes/overlays/postgres"));
        var all = KubernetesYaml.LoadAllFromString(composed, null, strict: true);
        var maps = all.OfType<V1ConfigMap>().ToArray();
        V1PodTemplateSpec Template(string name) =>
            all.OfType<V1Deployment>().Single(one => one.Name() == "countersign-" + name).Spec.Template;
        await using var schema = await TestSchema.Make();
        using var authority = new Authority();
        await using var api = await KubernetesStandIn.Start(new()
        {
            ApiVersion = "v1", Kind = "Pod",
            Metadata = new() { Name = Silo, NamespaceProperty = "countersign", Labels = Template("silo").Metadata.Labels },
        });

        var (health, open) = (FreePort.Find(), FreePort.Find());
        var environment = ComposedPod.Environment(Template("silo").Spec, maps, Silo, "127.0.0.1");
        environment["Countersign__Silo__Port"] = Text(FreePort.Find());
        environment["Countersign__Silo__GatewayPort"] = Text(FreePort.Find());
        environment["Countersign__Silo__HealthUrls"] = $"http://127.0.0.1:{health}";
        environment["KUBERNETES_SERVICE_HOST"] = "127.0.0.1";
        environment["KUBERNETES_SERVICE_PORT"] = Text(api.Port);
        var mounted = await Mounted(Template("silo").Spec, schema, authority, api);
        using var silo = await images.Start("silo", "silo is ready", environment, mounted);
        await IsReady(health);

        environment = ComposedPod.Environment(Template("gateway").Spec, maps, "countersign-gateway-0", "127.0.0.1");
        environment["Countersign__Urls"] = $"http://127.0.0.1:{open}";
        environment["Countersign__AdminUrls"] = $"http://127.0.0.1:{FreePort.Find()}";
        mounted = await Mounted(Template("gateway").Spec, schema, authority, null);
        using var gateway = await images.Start("gateway", "Countersign is ready", environment, mounted);
        await IsReady(open);

        Assert.Empty(api.Forbidden);
        Assert.Contains(api.Asked, one => one == $"GET /api/v1/namespaces/countersign/pods/{Silo}");
        const string Own = "labelSelector=orleans/serviceId=countersign,orleans/clusterId=countersign";
        Assert.Contains(api.Asked, one => one.Contains(Own, StringComparison.Ordinal));
    }

    /// <summary>A folder that is the pod's <c>/run</c>: its secrets, and the account that it has with Kubernetes.</summary>
    private async Task<string> Mounted(V1PodSpec pod, TestSchema schema, Authority authority, KubernetesStandIn? api)
    {
        var run = Directory.CreateTempSubdirectory("countersign-pod-");
        _folders.Add(run);
        var member = authority.Give();
        foreach (var file in ComposedPod.Files(pod))
        {
            await Put(file, Path.GetFileName(file) switch
            {
                "connection" => schema.Connection + ";GSS Encryption Mode=Disable",   // as secrets.sh of deploy/compose has it
                "keys-secret" => Convert.ToBase64String(new byte[32]),
                "admin-token" => images.Token,
                "tls.crt" => await File.ReadAllTextAsync(member["Tls:Certificate"]!, Cancel),
                "tls.key" => await File.ReadAllTextAsync(member["Tls:Key"]!, Cancel),
                "ca.crt" => await File.ReadAllTextAsync(authority.RootFile, Cancel),
                var unknown => throw new InvalidOperationException($"What is in {unknown}?"),
            });
        }

        if (api is not null)
        {
            const string Account = "/run/secrets/kubernetes.io/serviceaccount/";
            await Put(Account + "token", api.Token);
            await Put(Account + "ca.crt", api.Authority);
            await Put(Account + "namespace", "countersign");
        }

        await Tool.MustRun(["chmod", "-R", "a+rX", run.FullName]);
        return run.FullName;

        Task Put(string path, string text)
        {
            Assert.StartsWith("/run/", path, StringComparison.Ordinal);
            var at = Path.Combine(run.FullName, path["/run/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(at)!);
            return File.WriteAllTextAsync(at, text, Cancel);
        }
    }

    private static async Task IsReady(int port)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        var ready = new Uri($"http://127.0.0.1:{port}/health/ready");
        while ((await http.GetAsync(ready, limit.Token)).StatusCode != HttpStatusCode.OK) await Task.Delay(100, limit.Token);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
