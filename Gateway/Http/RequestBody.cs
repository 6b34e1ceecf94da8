using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Countersign.SignIn;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Countersign.Gateway.Http;

/// <summary>
/// For whoever was let in by a request's head: whether they would be still when its body has come. A sender may take a minute over it, and
/// keep such a request at hand for the moment when a right ends, or somebody comes by one.
/// </summary>
/// <param name="Judge">Null: nothing has changed.</param>
internal sealed record SecondLook(Func<ValueTask<Problem?>> Judge);

/// <summary>
/// Reads what a request carries, strictly (T9, T27): the right type, bounded, UTF-8, no member twice, none unknown, none missing.
/// </summary>
public static class RequestBody
{
    public const int MaximumBytes = 16 * 1024;

    /// <summary>The body as a value, or why not.</summary>
    public static async ValueTask<(T? Value, Problem? Refused)> Read<T>(
        HttpContext http, JsonTypeInfo<T> type, int maximum = MaximumBytes) where T : class
    {
        var (bytes, refused) = await ReadBytes(http, maximum);
        return refused is null ? Parse(http, bytes, type) : (null, refused);
    }

    /// <summary>The body as a value, or <paramref name="absent"/> when there is none.</summary>
    public static async ValueTask<(T? Value, Problem? Refused)> ReadOptional<T>(HttpContext http, JsonTypeInfo<T> type, T absent)
        where T : class
    {
        var (bytes, refused) = await ReadBytes(http);
        if (refused is not null) return (null, refused);
        return bytes.IsEmpty ? (absent, null) : Parse(http, bytes, type);
    }

    /// <summary>The body's bytes, which a device's proof covers; empty when there is none.</summary>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, Problem? Refused)> ReadBytes(HttpContext http, int maximum = MaximumBytes)
    {
        var (bytes, refused) = await ReadAll(http, maximum);
        if (refused is null && http.Features.Get<SecondLook>() is { } look) refused = await look.Judge();
        return refused is null ? (bytes, null) : (default, refused);
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, Problem? Refused)> ReadAll(HttpContext http, int maximum)
    {
        var length = http.Request.ContentLength;
        if (length > maximum) return (default, new(HttpErrors.BodyTooLarge));
        if (maximum > MaximumBytes && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = maximum + 1;
        if (length is null or 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return (default, null);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await Next(reader, http.RequestAborted);
            if (read.Buffer.Length > maximum)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return (default, new(HttpErrors.BodyTooLarge));
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>
    /// Reads what arrived next. The server calls a chunk size that overflows a failed read, though the fault is the sender's (F17).
    /// </summary>
    private static async ValueTask<ReadResult> Next(PipeReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (IOException broken) when (broken is not ConnectionResetException)
        {
            throw new BadHttpRequestException(broken.Message, StatusCodes.Status400BadRequest, broken);
        }
    }

    public static (T? Value, Problem? Refused) Parse<T>(HttpContext http, ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> type) where T : class
    {
        if (!IsJson(http.Request)) return (null, new(HttpErrors.UnsupportedMediaType));
        if (!Utf8.IsValid(bytes.Span)) return (null, new(HttpErrors.InvalidRequest));
        try
        {
            return !HasNullInList(bytes.Span) && JsonSerializer.Deserialize(bytes.Span, type) is { } value
                ? (value, null)
                : (null, new(HttpErrors.InvalidRequest));
        }
        // the latter: a string with half a surrogate pair
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return (null, new(HttpErrors.InvalidRequest));
        }
    }

    /// <summary>No list here has room for nothing; the serializer minds it for members alone.</summary>
    private static bool HasNullInList(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("null"u8) < 0) return false;
        var reader = new Utf8JsonReader(json);
        ulong lists = 0;   // a bit a level: whether it is a list
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists = (lists << 1) | (reader.TokenType == JsonTokenType.StartArray ? 1u : 0u);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists >>= 1;
                    break;
                case JsonTokenType.Null when (lists & 1) == 1:
                    return true;
            }
        }

        return false;
    }

    public static string Hash(ReadOnlyMemory<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.Span, hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>I19: the caller's name for the request, null when there is none; refused when it could be guessed.</summary>
    public static (RequestId? Key, Problem? Refused) IdempotencyKey(HttpContext http)
    {
        var values = http.Request.Headers["Idempotency-Key"];
        if (values.Count == 0) return (null, null);
        return values.Count == 1 && values[0] is { Length: >= 22 } text && RequestId.TryParse(text, out var key)
            ? (key, null)
            : (null, new(HttpErrors.InvalidIdempotencyKey));
    }

    private static bool IsJson(HttpRequest request) => MediaTypes.Is(request, "application/json");
}
