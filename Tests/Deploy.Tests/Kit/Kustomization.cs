using YamlDotNet.RepresentationModel;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>
/// What kustomize makes of a folder, as far as ours use it: resources, namespace, labels, images, patches. Whatever else a file asks for is
/// refused, so that nothing is passed over. Where kubectl is on the machine, a test compares the two.
/// </summary>
internal static class Kustomization
{
    private static readonly string[] Known = ["apiVersion", "kind", "resources", "namespace", "labels", "images", "patches"];

    // The member by which two entries of a list are the same, for the lists that we patch; any other list is replaced.
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["containers"] = "name", ["env"] = "name", ["volumes"] = "name", ["volumeMounts"] = "mountPath", ["ports"] = "containerPort",
    };

    /// <param name="folder">From the root of the checkout.</param>
    public static IReadOnlyList<YamlMappingNode> Compose(string folder)
    {
        var file = Yaml.Documents(Repository.Text(folder + "/kustomization.yaml")).Single();
        var unknown = file.Members().Keys.Except(Known).ToArray();
        Assert.True(unknown.Length == 0, $"{folder}/kustomization.yaml has {string.Join(", ", unknown)}, which these tests do not know.");
        List<YamlMappingNode> all = [.. file.Texts("resources").SelectMany(path => Resource(folder, path))];
        foreach (var patch in file.Items("patches")) Patch(all, folder, patch);
        foreach (var one in all)
        {
            Name(one, file);
            Label(one, file);
            Image(one, file);
        }

        return all;
    }

    public static string Describe(YamlNode resource) => $"{resource.Text("kind")} {resource.Text("metadata", "name")}";

    private static IEnumerable<YamlMappingNode> Resource(string folder, string path)
    {
        var at = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Repository.At($"{folder}/{path}")));
        return Directory.Exists(Repository.At(at)) ? Compose(at) : Yaml.Documents(Repository.Text(at));
    }

    private static void Patch(List<YamlMappingNode> all, string folder, YamlNode patch)
    {
        if (patch.Text("path") is { } path)
        {
            foreach (var part in Yaml.Documents(Repository.Text($"{folder}/{path}")))
            {
                var hit = all.SingleOrDefault(one => Describe(one) == Describe(part));
                Assert.True(hit is not null, $"{folder}/{path} patches {Describe(part)}, which is not there.");
                Merge(hit, part);
            }

            return;
        }

        var (kind, name) = (patch.Text("target", "kind"), patch.Text("target", "name"));
        var hits = all.Where(one => one.Text("kind") == kind && (name is null || one.Text("metadata", "name") == name)).ToArray();
        Assert.True(hits.Length > 0, $"{folder}: a patch is for {kind} {name}, which is not there.");
        var steps = new YamlStream();
        steps.Load(new StringReader(patch.Text("patch")!));
        foreach (var hit in hits)
        {
            foreach (var step in (YamlSequenceNode)steps.Documents.Single().RootNode) Step(hit, step, folder);
        }
    }

    /// <summary>A step of a JSON patch: <c>add</c> or <c>replace</c>.</summary>
    private static void Step(YamlMappingNode resource, YamlNode step, string folder)
    {
        var way = step.Text("path")!.Split('/')[1..];
        YamlNode? at = resource;
        foreach (var part in way[..^1]) at = Member(at, part);
        Assert.True(
            at is not null && (Member(at, way[^1]) is not null || step.Text("op") == "add"),
            $"{folder}: {step.Text("path")} of {Describe(resource)} is not there.");
        if (at is YamlSequenceNode entries) entries.Children[int.Parse(way[^1], null)] = step.At("value")!.Copy();
        else ((YamlMappingNode)at).Set(way[^1], step.At("value")!.Copy());
    }

    private static YamlNode? Member(YamlNode? node, string name) =>
        node is YamlSequenceNode list ? list.Children.ElementAtOrDefault(int.Parse(name, null)) : node.At(name);

    private static void Merge(YamlMappingNode into, YamlMappingNode patch)
    {
        foreach (var (key, value) in patch.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            var there = into.At(name);
            if (value.IsNull()) into.Children.Remove(key);
            else if (there is YamlMappingNode old && value is YamlMappingNode more) Merge(old, more);
            else if (there is YamlSequenceNode list && value is YamlSequenceNode entries && Keys.TryGetValue(name, out var by))
                MergeList(list, entries, by);
            else into.Set(name, value.Copy());
        }
    }

    private static void MergeList(YamlSequenceNode list, YamlSequenceNode patch, string by)
    {
        foreach (var entry in patch.Children.Cast<YamlMappingNode>())
        {
            var old = list.Children.Cast<YamlMappingNode>().SingleOrDefault(one => one.Text(by) == entry.Text(by));
            if (entry.Text("$patch") == "delete")
            {
                Assert.True(old is not null, $"A patch takes away {entry.Text(by)}, which is not there.");
                list.Children.Remove(old);
            }
            else if (old is null) list.Add(entry.Copy());
            else Merge(old, entry);
        }
    }

    private static void Name(YamlMappingNode resource, YamlMappingNode file)
    {
        if (file.Text("namespace") is not { } space || resource.Text("kind") == "Namespace") return;
        ((YamlMappingNode)resource.At("metadata")!).Set("namespace", new YamlScalarNode(space));
        foreach (var subject in resource.Items("subjects").Cast<YamlMappingNode>()) subject.Set("namespace", new YamlScalarNode(space));
    }

    private static void Label(YamlMappingNode resource, YamlMappingNode file)
    {
        foreach (var (name, value) in file.Items("labels").SelectMany(entry => entry.TextMembers("pairs")))
        {
            var metadata = (YamlMappingNode)resource.At("metadata")!;
            if (metadata.At("labels") is null) metadata.Set("labels", new YamlMappingNode());
            ((YamlMappingNode)metadata.At("labels")!).Set(name, new YamlScalarNode(value));
        }
    }

    private static void Image(YamlMappingNode resource, YamlMappingNode file)
    {
        foreach (var container in resource.Items("spec", "template", "spec", "containers").Cast<YamlMappingNode>())
        {
            var image = file.Items("images").SingleOrDefault(one => one.Text("name") == container.Text("image"));
            if (image is not null) container.Set("image", new YamlScalarNode($"{image.Text("newName")}:{image.Text("newTag")}"));
        }
    }
}
