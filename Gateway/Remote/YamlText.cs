using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Countersign.SignIn;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Countersign.Gateway.Remote;

/// <summary>
/// Configuration as YAML, which says no more than JSON can: what is read is events, never objects. No tags, no anchors, no second document,
/// no key twice.
/// </summary>
internal static partial class YamlText
{
    /// <summary>Words that some readers of YAML take for something else than text.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf",
    };

    public static bool IsNamed(string path) => Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML";

    /// <exception cref="FormatException">It cannot be read. The message says where and why.</exception>
    public static JsonNode? Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) throw new FormatException("There is nothing in it.");
            var root = Node(parser, 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<DocumentStart>(out var second) ? throw Unfit(second!, "A file has one document.") : root;
        }
        catch (YamlException broken)
        {
            throw new FormatException(At(broken.Start) + broken.Message, broken);
        }
    }

    private static JsonNode? Node(IParser parser, int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias)) throw Unfit(alias!, "References (*) are not read: write it out.");
        if (!parser.Accept<NodeEvent>(out var node)) throw new FormatException("That is no YAML.");
        if (!node!.Anchor.IsEmpty) throw Unfit(node, "Anchors (&) are not read.");
        if (!node.Tag.IsEmpty) throw Unfit(node, "Tags (!) are not read.");
        if (depth > Limits.JsonDepth) throw Unfit(node, "It is too deep.");
        if (parser.TryConsume<Scalar>(out var scalar)) return Value(scalar!);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Node(parser, depth + 1));
            return list;
        }

        parser.Consume<MappingStart>();
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.Accept<Scalar>(out var key)) throw Unfit(parser.Current!, "A key is text.");
            if (!key!.Anchor.IsEmpty || !key.Tag.IsEmpty) throw Unfit(key, "Anchors (&) and tags (!) are not read.");
            parser.MoveNext();
            if (members.ContainsKey(key.Value)) throw Unfit(key, $"The key {key.Value} is there twice.");
            members.Add(key.Value, Node(parser, depth + 1));
        }

        return members;
    }

    /// <summary>What is written as in JSON is a number, true, false or null; all else is text, <c>on</c> and <c>no</c> too.</summary>
    private static JsonNode? Value(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(scalar.Value);
        return scalar.Value switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text when Number().IsMatch(text) => JsonNode.Parse(text),
            var text => JsonValue.Create(text),
        };
    }

    /// <summary>In the order of the document; lines end as on every machine.</summary>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, isCanonical: false, int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Write(node, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(JsonNode? node, IEmitter emitter)
    {
        switch (node)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(
                    AnchorName.Empty, TagName.Empty, true, members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in members)
                {
                    Write(name, emitter);
                    Write(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(
                    AnchorName.Empty, TagName.Empty, true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var entry in list) Write(entry, emitter);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                Write(value.GetValue<string>(), emitter);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false));
                break;
        }
    }

    /// <summary>Without quotes only what every reader takes for this very text.</summary>
    private static void Write(string text, IEmitter emitter)
    {
        var isPlain = Plain().IsMatch(text) && !Words.Contains(text);
        emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlain, !isPlain));
    }

    private static FormatException Unfit(ParsingEvent at, string why) => new(At(at.Start) + why);

    private static string At(Mark place) => string.Create(CultureInfo.InvariantCulture, $"line {place.Line}, column {place.Column}: ");

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$./@-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
