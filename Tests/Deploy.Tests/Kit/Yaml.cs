using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Countersign.Deploy.Tests.Kit;

/// <summary>YAML as it is written: a number in quotation marks stays a text.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlMappingNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    /// <summary>One document, in which <c>&lt;&lt;</c> has been carried out.</summary>
    public static YamlMappingNode Merged(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    public static string Write(IEnumerable<YamlNode> documents)
    {
        var text = new StringWriter();
        new YamlStream(documents.Select(one => new YamlDocument(one))).Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <summary>What lies at the end of a way of names; null where it ends before.</summary>
    public static YamlNode? At(this YamlNode? node, params string[] way)
    {
        foreach (var name in way)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out node)) return null;
        }

        return node;
    }

    public static string? Text(this YamlNode? node, params string[] way) => (node.At(way) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node, params string[] way) => node.At(way) as YamlSequenceNode ?? [];

    public static IReadOnlyList<string> Texts(this YamlNode? node, params string[] way) =>
        [.. node.Items(way).Select(item => ((YamlScalarNode)item).Value!)];

    public static IReadOnlyDictionary<string, YamlNode> Members(this YamlNode? node, params string[] way) =>
        (node.At(way) as YamlMappingNode)?.Children.ToDictionary(one => ((YamlScalarNode)one.Key).Value!, one => one.Value) ?? [];

    public static Dictionary<string, string> TextMembers(this YamlNode? node, params string[] way) =>
        node.Members(way).ToDictionary(one => one.Key, one => ((YamlScalarNode)one.Value).Value ?? "");

    public static void Set(this YamlMappingNode map, string name, YamlNode value) => map.Children[new YamlScalarNode(name)] = value;

    /// <summary>The same tree of its own.</summary>
    public static YamlNode Copy(this YamlNode node) => node switch
    {
        YamlMappingNode map => new YamlMappingNode(map.Children.Select(one => KeyValuePair.Create(one.Key.Copy(), one.Value.Copy()))),
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Copy)),
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
        _ => throw new InvalidOperationException("YAML that is neither map, list nor scalar."),
    };

    public static bool IsNull(this YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };
}
