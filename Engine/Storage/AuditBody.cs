using System.Text.Json;
using System.Text.Json.Serialization;
using Countersign.SignIn.Audit;

namespace Countersign.Engine.Storage;

/// <summary>
/// An audit fact as the bytes that are hashed and kept: one line of ASCII JSON (anything else is escaped, T21), members that do not
/// apply left out, times as Unix milliseconds.
/// </summary>
public static class AuditBody
{
    public static byte[] Write(AuditFact fact) => JsonSerializer.SerializeToUtf8Bytes(fact, AuditJson.Default.AuditFact);

    /// <exception cref="JsonException">The bytes are not an audit fact.</exception>
    public static AuditFact Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, AuditJson.Default.AuditFact) ?? throw new JsonException("The audit record is empty.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UnixMilliseconds)])]
[JsonSerializable(typeof(AuditFact))]
internal sealed partial class AuditJson : JsonSerializerContext;
