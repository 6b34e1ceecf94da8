using System.Text.Json;
using System.Text.Unicode;

namespace Countersign.SignIn.WebAuthn;

/// <summary>
/// What a browser says of the page that asked (<c>clientDataJSON</c>). Members that are not known are passed over, since browsers add some;
/// those that count are there once each.
/// </summary>
/// <param name="Challenge">base64url.</param>
/// <param name="IsFramed">The page stood in a page of another origin.</param>
internal sealed record ClientData(string Type, string Challenge, string Origin, bool IsFramed)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = Limits.JsonDepth };

    /// <summary>Null when it is not such JSON; nothing is thrown.</summary>
    public static ClientData? Parse(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return null;
        try
        {
            return Read(json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)   // the latter: half a surrogate pair
        {
            return null;
        }
    }

    private static ClientData? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        string? type = null, challenge = null, origin = null;
        bool? isFramed = null;
        var hasTop = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isGood = true;
            if (reader.ValueTextEquals("type"u8)) isGood = TakeText(ref reader, ref type);
            else if (reader.ValueTextEquals("challenge"u8)) isGood = TakeText(ref reader, ref challenge);
            else if (reader.ValueTextEquals("origin"u8)) isGood = TakeText(ref reader, ref origin);
            else if (reader.ValueTextEquals("crossOrigin"u8)) isGood = TakeSwitch(ref reader, ref isFramed);
            else
            {
                hasTop |= reader.ValueTextEquals("topOrigin"u8);
                reader.Skip();
            }

            if (!isGood) return null;
        }

        reader.Read();   // throws at anything but white space after the object
        return type is not null && challenge is not null && origin is not null
            ? new(type, challenge, origin, hasTop || isFramed == true)
            : null;
    }

    private static bool TakeText(ref Utf8JsonReader reader, ref string? text)
    {
        if (text is not null || !reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        text = reader.GetString();
        return text is not null;
    }

    private static bool TakeSwitch(ref Utf8JsonReader reader, ref bool? value)
    {
        if (value is not null || !reader.Read() || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        value = reader.TokenType == JsonTokenType.True;
        return true;
    }
}
