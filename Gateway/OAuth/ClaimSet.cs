using System.Buffers;
using System.Text.Json;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The claims of a token or of a person (RFC 7519 4), in the order in which they were first set. Written straight to bytes: as nodes of a
/// document, two tokens' claims took as much memory as the rest of their request.
/// </summary>
internal sealed class ClaimSet
{
    private const int UsualCount = 16, UsualSize = 1024;
    private readonly List<(string Name, object Value)> _claims = new(UsualCount);

    /// <summary>
    /// A text, a number of seconds, a truth value, a list of texts, or claims within the claim; set again, it is replaced.
    /// </summary>
    public object this[string name]
    {
        set
        {
            var at = _claims.FindIndex(claim => claim.Name == name);
            if (at < 0) _claims.Add((name, value));
            else _claims[at] = (name, value);
        }
    }

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(UsualSize);
        using (var json = new Utf8JsonWriter(buffer)) Write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in _claims)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case long seconds: json.WriteNumberValue(seconds); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case ClaimSet claims: claims.Write(json); break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray();
                foreach (var text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"{value.GetType()} is no claim's value.");
        }
    }
}
