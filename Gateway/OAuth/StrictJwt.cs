using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Countersign.SignIn;
using Countersign.SignIn.Jose;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// A JWT (RFC 7519) as OAuth uses it, its outer shape checked: <see cref="JwsParts"/> that hold two JSON objects in UTF-8 without a member
/// twice (J9), one of our three algorithms (J1, J2), a kind the caller accepts (J7), nothing that must be understood and is
/// not. Addresses of keys in its header are never looked at (J6, A10). Nothing is vouched for before <see
/// cref="ClientVerificationKey.Verify"/> said so.
/// </summary>
internal sealed class StrictJwt
{
    private const int LongestText = 2048;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Limits.JsonDepth };

    private StrictJwt(JsonElement header, JsonElement payload, byte[] input, byte[] signature) =>
        (Header, Payload, Input, Signature) = (header, payload, input, signature);

    public JsonElement Header { get; }

    public JsonElement Payload { get; }

    /// <summary>The signed text: the first two parts with their dot.</summary>
    public byte[] Input { get; }

    public byte[] Signature { get; }

    public string Algorithm => TextOf(Header, "alg")!;

    public string? KeyId => TextOf(Header, "kid");

    /// <summary>Null when it is not such a token; nothing is thrown.</summary>
    /// <param name="mayBeUntyped">A token without a <c>typ</c> is taken too: where the key alone tells what it is for.</param>
    public static StrictJwt? Parse(string? text, bool mayBeUntyped, params ReadOnlySpan<string> types)
    {
        if (!JwsParts.TryParse(text, out var parts, out _)) return null;
        if (Object(parts.Header) is not { } header || Object(parts.Payload) is not { } payload || !IsHeader(header, mayBeUntyped, types))
            return null;
        return new(header, payload, Ascii(parts.SigningInput), parts.Signature);
    }

    public string? Text(string claim) => TextOf(Payload, claim);

    /// <summary>Seconds since 1970 (RFC 7519 2), or null.</summary>
    public DateTimeOffset? Instant(string claim) =>
        Payload.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>A member that is a string, null when it is not there or is something else.</summary>
    /// <param name="longest">Longer ones are none.</param>
    public static string? TextOf(JsonElement json, string member, int longest = LongestText)
    {
        if (!json.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString() is { } text && text.Length <= longest ? text : null;
        }
        catch (InvalidOperationException)   // half a surrogate pair, escaped
        {
            return null;
        }
    }

    /// <summary>One JSON object, strictly; null when it is anything else.</summary>
    public static JsonElement? Object(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return null;
        try
        {
            var json = JsonElement.Parse(utf8, Strict);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        // the latter: half a surrogate pair in a name
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Ascii(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    private static bool IsHeader(JsonElement header, bool mayBeUntyped, ReadOnlySpan<string> types)
    {
        if (!SigningAlgorithms.All.Contains(TextOf(header, "alg"))) return false;
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("zip", out _) || header.TryGetProperty("b64", out _))
            return false;
        if (header.TryGetProperty("kid", out _) && TextOf(header, "kid") is null) return false;
        if (!header.TryGetProperty("typ", out _)) return mayBeUntyped;
        var typ = TextOf(header, "typ");
        foreach (var type in types)
        {
            if (type.Equals(typ, StringComparison.OrdinalIgnoreCase)) return true;   // RFC 7515 4.1.9: a media type
        }

        return false;
    }
}
