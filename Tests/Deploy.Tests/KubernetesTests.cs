using Countersign.Deploy.Tests.Kit;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Countersign.Deploy.Tests;

/// <summary><c>deploy/kubernetes</c>: what an overlay comes to, read strictly, and whether its parts fit each other.</summary>
public sealed class KubernetesTests
{
    private const string Folder = "deploy/kubernetes";

    public static TheoryData<string> Overlays =>
        [.. Directory.EnumerateDirectories(Repository.At(Folder + "/overlays")).Select(path => Path.GetFileName(path)!).Order()];

    /// <summary>A member that Kubernetes does not know is an error here, as it is nowhere else.</summary>
    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_resource_is_one_that_Kubernetes_knows_member_by_member(string overlay)
    {
        var composed = Compose(overlay);
        Assert.Equal(composed.Count, Read(composed).Count);
        Assert.Equal(composed.Count, composed.Select(Kustomization.Describe).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Our_composition_is_kustomizes_own(string overlay)
    {
        Assert.SkipUnless(Tool.IsThere("kubectl"), "There is no kubectl on this machine.");
        var said = await Tool.MustRun(["kubectl", "kustomize", Repository.At($"{Folder}/overlays/{overlay}")]);
        Assert.Equal(Lines(Yaml.Documents(said)), Lines(Compose(overlay)));
    }

    [Fact]
    public void Every_file_belongs_to_something() => Assert.Empty(
        from file in Repository.Files(Folder, "*.yaml")
        where Path.GetFileName(file) != "kustomization.yaml"
        let list = Repository.Text(Path.GetDirectoryName(file) + "/kustomization.yaml")
        where !list.Contains(Path.GetFileName(file), StringComparison.Ordinal)
        select file);

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_selector_finds_something(string overlay)
    {
        var all = Read(Compose(overlay));
        var pods = all.OfType<V1Deployment>().Select(one => one.Spec.Template).ToArray();
        bool Finds(IDictionary<string, string>? labels) => pods.Any(pod => Fits(pod, labels));
        Assert.All(all.OfType<V1Deployment>(), one => Assert.True(Fits(one.Spec.Template, one.Spec.Selector.MatchLabels), one.Name()));
        Assert.All(all.OfType<V1Deployment>(), one => Assert.All(
            one.Spec.Template.Spec.TopologySpreadConstraints, spread => Assert.True(
                Fits(one.Spec.Template, spread.LabelSelector.MatchLabels), one.Name())));
        Assert.All(all.OfType<V1Service>(), one => Assert.True(Finds(one.Spec.Selector), one.Name()));
        Assert.All(all.OfType<V1PodDisruptionBudget>(), one => Assert.True(Finds(one.Spec.Selector.MatchLabels), one.Name()));
        var policies = all.OfType<V1NetworkPolicy>().ToArray();
        Assert.All(policies, one => Assert.True(Finds(one.Spec.PodSelector.MatchLabels), one.Name()));
        Assert.All(
            policies.SelectMany(one => Peers(one)).Where(peer => peer.PodSelector is not null),
            peer => Assert.True(Finds(peer.PodSelector.MatchLabels), string.Join(' ', peer.PodSelector.MatchLabels)));
        var shut = policies.Single(one => one.Name() == "countersign-nothing-else").Spec.PodSelector.MatchLabels;
        Assert.All(pods, pod => Assert.True(Fits(pod, shut)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void What_is_named_is_there(string overlay)
    {
        var all = Read(Compose(overlay));
        var deployments = all.OfType<V1Deployment>().ToArray();
        Assert.All(
            all.OfType<V2HorizontalPodAutoscaler>(),
            one => Assert.Contains(deployments, to => to.Name() == one.Spec.ScaleTargetRef.Name));
        var accounts = all.OfType<V1ServiceAccount>().Select(one => one.Name()).ToArray();
        Assert.All(deployments, one => Assert.Contains(one.Spec.Template.Spec.ServiceAccountName, accounts));
        Assert.All(all.OfType<V1RoleBinding>(), one =>
        {
            Assert.Contains(all.OfType<V1Role>(), role => role.Name() == one.RoleRef.Name);
            Assert.All(one.Subjects, subject => Assert.Contains(subject.Name, accounts));
        });
        Assert.All(all.OfType<V1Service>(), one => Assert.All(one.Spec.Ports, port => Assert.Contains(
            deployments, to => Fits(to.Spec.Template, one.Spec.Selector) && HasPort(to.Spec.Template, port.TargetPort))));
        Assert.All(
            from ingress in all.OfType<V1Ingress>()
            from rule in ingress.Spec.Rules
            from path in rule.Http.Paths
            select path.Backend.Service,
            to => Assert.Contains(
                all.OfType<V1Service>(), one => one.Name() == to.Name && one.Spec.Ports.Any(port => port.Name == to.Port.Name)));
        Assert.All(
            all.OfType<V1Ingress>(),
            one => Assert.Equal(one.Spec.Rules.Select(rule => rule.Host), one.Spec.Tls.SelectMany(tls => tls.Hosts)));
        // A port's name in a policy means something to the pods it is about alone.
        Assert.All(
            from policy in all.OfType<V1NetworkPolicy>()
            from rule in policy.Spec.Ingress ?? []
            from port in rule.Ports
            select (About: policy.Spec.PodSelector.MatchLabels, port.Port),
            one => Assert.Contains(deployments, to => Fits(to.Spec.Template, one.About) && HasPort(to.Spec.Template, one.Port)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_pod_has_no_privilege_and_a_read_only_root(string overlay)
    {
        Assert.All(Read(Compose(overlay)).OfType<V1Deployment>(), one =>
        {
            var pod = one.Spec.Template.Spec;
            var container = Assert.Single(pod.Containers);
            var (all, own) = (pod.SecurityContext, container.SecurityContext);
            Assert.Equal((true, 1654L, "RuntimeDefault"), (all.RunAsNonRoot, all.RunAsUser, all.SeccompProfile.Type));
            Assert.Equal((false, true), (own.AllowPrivilegeEscalation, own.ReadOnlyRootFilesystem));
            Assert.Equal(["ALL"], own.Capabilities.Drop);
            Assert.Matches(@"^\S+/countersign-(silo|gateway):\d+\.\d+\.\d+$", container.Image);
            Assert.NotNull(container.Resources.Limits["memory"]);
            foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
            {
                Assert.True(HasPort(one.Spec.Template, probe.HttpGet.Port), one.Name());
                Assert.Contains(probe.HttpGet.Path, (string[])["/health/live", "/health/ready"]);
            }

            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            Assert.True(HasPort(one.Spec.Template, one.Spec.Template.Metadata.Annotations["prometheus.io/port"]), one.Name());
        });
    }

    /// <summary>A silo asks Kubernetes which pods there are. It may read them, and neither change nor remove any.</summary>
    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_silo_may_look_at_pods_and_nothing_else(string overlay)
    {
        var all = Read(Compose(overlay));
        var rule = Assert.Single(Assert.Single(all.OfType<V1Role>()).Rules);
        Assert.Equal(["pods"], rule.Resources);
        Assert.Equal(["get", "list", "watch"], rule.Verbs);
        Assert.Equal(false, Deployment(all, "gateway").Spec.Template.Spec.AutomountServiceAccountToken);
    }

    /// <summary>A pod whose labels say another cluster than its settings would be written to, which it may not.</summary>
    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_silos_labels_say_the_name_of_its_cluster(string overlay)
    {
        var all = Read(Compose(overlay));
        var cluster = Assert.Single(all.OfType<V1ConfigMap>()).Data["Countersign__ClusterId"];
        var labels = Deployment(all, "silo").Spec.Template.Metadata.Labels;
        Assert.Equal((cluster, cluster), (labels["orleans/clusterId"], labels["orleans/serviceId"]));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_product_takes_the_settings(string overlay)
    {
        var all = Read(Compose(overlay));
        foreach (var name in new[] { "gateway", "silo" })
        {
            var pod = Deployment(all, name).Spec.Template.Spec;
            var environment = ComposedPod.Environment(pod, all.OfType<V1ConfigMap>(), name);
            Settings.MustBeTaken($"{overlay}, {name}", name == "gateway", environment, [.. ComposedPod.Files(pod)]);
        }
    }

    /// <summary>The secrets that an operator makes are told in one place, key by key, and each is mounted somewhere.</summary>
    [Theory]
    [MemberData(nameof(Overlays))]
    public void Secrets_are_those_that_the_settings_file_tells(string overlay)
    {
        var mounted = Read(Compose(overlay)).OfType<V1Deployment>().SelectMany(one => one.Spec.Template.Spec.Volumes)
            .Where(volume => volume.Secret is not null).Select(volume => volume.Secret.SecretName).Distinct();
        Assert.Empty(mounted.Except(ComposedPod.Told.Keys));
    }

    private static IReadOnlyList<YamlMappingNode> Compose(string overlay) => Kustomization.Compose($"{Folder}/overlays/{overlay}");

    private static List<object> Read(IReadOnlyList<YamlMappingNode> composed) =>
        KubernetesYaml.LoadAllFromString(Yaml.Write(composed), null, strict: true);

    private static V1Deployment Deployment(IEnumerable<object> all, string name) =>
        all.OfType<V1Deployment>().Single(one => one.Name() == "countersign-" + name);

    private static bool Fits(V1PodTemplateSpec pod, IDictionary<string, string>? labels) =>
        labels is { Count: > 0 } && labels.All(one => pod.Metadata.Labels.TryGetValue(one.Key, out var value) && value == one.Value);

    private static bool HasPort(V1PodTemplateSpec pod, IntOrString port) => pod.Spec.Containers.SelectMany(one => one.Ports)
        .Any(one => one.Name == port.Value || one.ContainerPort.ToString(null, null) == port.Value);

    private static IEnumerable<V1NetworkPolicyPeer> Peers(V1NetworkPolicy policy) =>
        (policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? [])
            .Concat((policy.Spec.Egress ?? []).SelectMany(rule => rule.To ?? []));

    /// <summary>
    /// Each leaf of each resource as a line, so that the order of resources, of members, and of entries with a name says nothing.
    /// </summary>
    private static IEnumerable<string> Lines(IEnumerable<YamlMappingNode> all) =>
        all.SelectMany(one => Leaves(one, Kustomization.Describe(one))).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Leaves(YamlNode node, string way) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(one => Leaves(one.Value, $"{way}.{((YamlScalarNode)one.Key).Value}")),
        YamlSequenceNode list => list.Children.SelectMany(
            (one, at) => Leaves(one, $"{way}[{one.Text("name") ?? one.Text("mountPath") ?? at.ToString(null, null)}]")),
        _ => [$"{way}={((YamlScalarNode)node).Value}"],
    };
}
