using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Countersign.SignIn.SecurityEvents;

/// <summary>128 random bits, base64url (22 characters): a receiver knows by it what it heard before.</summary>
[JsonConverter(typeof(TextConverter<SecurityEventId>))]
public readonly record struct SecurityEventId(string Value) : IText<SecurityEventId>
{
    public static SecurityEventId Of(string text) => new(text);

    public static bool TryParse([NotNullWhen(true)] string? text, out SecurityEventId id)
    {
        id = new(text ?? "");
        return Alphabets.IsHandle(text);
    }

    public override string ToString() => Value;
}
