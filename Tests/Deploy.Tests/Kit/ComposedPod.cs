using System.Text.RegularExpressions;
using k8s.Models;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>What a pod of <c>deploy/kubernetes</c> is given: its environment, and the files of its secrets.</summary>
internal static class ComposedPod
{
    /// <summary>
    /// The secrets that an operator makes, with their keys: "#   NAME   KEY, KEY" at the head of <c>settings.yaml</c>.
    /// </summary>
    public static Dictionary<string, string[]> Told { get; } =
        Regex.Matches(Repository.Text("deploy/kubernetes/base/settings.yaml"), @"(?m)^#   (countersign-\S+)\s+(.+)$")
            .ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value.Split(", "));

    /// <param name="name">The pod's.</param>
    /// <param name="address">The pod's.</param>
    public static Dictionary<string, string> Environment(
        V1PodSpec pod, IEnumerable<V1ConfigMap> maps, string name, string address = "192.0.2.7")
    {
        var container = pod.Containers.Single();
        var shared = container.EnvFrom.SelectMany(one => maps.Single(map => map.Metadata.Name == one.ConfigMapRef.Name).Data);
        var own = container.Env.Select(one => KeyValuePair.Create(one.Name, one.Value ?? one.ValueFrom.FieldRef.FieldPath switch
        {
            "metadata.name" => name,
            "metadata.namespace" => "countersign",
            "status.podIP" => address,
            var unknown => throw new InvalidOperationException($"What is {unknown}?"),
        }));
        return shared.Concat(own).ToDictionary(one => one.Key, one => one.Value);
    }

    /// <summary>The paths at which the keys of its secrets lie.</summary>
    public static IEnumerable<string> Files(V1PodSpec pod) =>
        from mount in pod.Containers.Single().VolumeMounts
        let volume = pod.Volumes.Single(one => one.Name == mount.Name)
        where volume.Secret is not null
        from key in Told[volume.Secret.SecretName]
        select $"{mount.MountPath}/{key}";
}
