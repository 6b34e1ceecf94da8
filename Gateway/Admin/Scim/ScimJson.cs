using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>The JSON of SCIM: names of attributes fold letter case (RFC 7643 2.1), so it is read and written by hand.</summary>
internal static class ScimJson
{
    public const string MediaType = "application/scim+json";

    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";
    public const string Error = Messages + "Error";
    public const string List = Messages + "ListResponse";
    public const string Patch = Messages + "PatchOp";
    public const string BulkRequest = Messages + "BulkRequest";
    public const string BulkResponse = Messages + "BulkResponse";

    private const string Messages = "urn:ietf:params:scim:api:messages:2.0:";
    private const int Depth = 12;   // of a bulk request: the operations, one, its data, members, one

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Depth, AllowDuplicateProperties = false };

    /// <summary>What stands in another script is not escaped: nobody puts this into a page.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The attributes of the request's body, or why not.</summary>
    /// <param name="schema">Which the body must name, if it names any.</param>
    public static async ValueTask<(ScimObject? Body, Problem? Refused)> Read(HttpContext http, int maximum, string schema)
    {
        var (bytes, refused) = await RequestBody.ReadBytes(http, maximum);
        if (refused is not null) return (null, refused);
        if (!MediaTypes.Is(http.Request, MediaType) && !MediaTypes.Is(http.Request, "application/json"))
            return (null, new(HttpErrors.UnsupportedMediaType));
        if (!Utf8.IsValid(bytes.Span)) return (null, new(ScimErrors.InvalidSyntax));
        try
        {
            return ScimObject.TryRead(JsonElement.Parse(bytes.Span, Strict), out var body) && body.IsOf(schema)
                ? (body, null)
                : (null, new(ScimErrors.InvalidSyntax));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)   // half a surrogate pair in a name
        {
            return (null, new(ScimErrors.InvalidSyntax));
        }
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain)) write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A text; not one with half a surrogate pair.</summary>
    public static bool TryText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A truth value, also as the text that some directories send.</summary>
    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when TryText(value, out var text) && bool.TryParse(text, out var flag) && text.Length <= 5 => flag,
        _ => null,
    };
}

/// <summary>A JSON object whose names fold letter case; none is there twice.</summary>
internal sealed class ScimObject
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<KeyValuePair<string, JsonElement>> Members => _members;

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out ScimObject? read)
    {
        read = null;
        if (json.ValueKind != JsonValueKind.Object) return false;
        var all = new ScimObject();
        try
        {
            foreach (var member in json.EnumerateObject())
                if (!all._members.TryAdd(member.Name, member.Value)) return false;
        }
        catch (InvalidOperationException)
        {
            return false;   // half a surrogate pair in a name
        }

        read = all;
        return true;
    }

    /// <summary>Null where it is not there, and where it is null, which is the same (RFC 7643 2.5).</summary>
    public JsonElement? this[string name] =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether it says that it is of this schema, or says nothing.</summary>
    public bool IsOf(string schema) =>
        this["schemas"] is not { } schemas
        || (schemas.ValueKind == JsonValueKind.Array && schemas.GetArrayLength() is >= 1 and <= 10
            && schemas.EnumerateArray().All(one => ScimJson.TryText(one, out _))
            && schemas.EnumerateArray().Any(one => string.Equals(one.GetString(), schema, StringComparison.OrdinalIgnoreCase)));

    /// <summary>False: it is there, and no text.</summary>
    public bool TryText(string name, out string? text)
    {
        text = null;
        return this[name] is not { } value || ScimJson.TryText(value, out text);
    }
}
