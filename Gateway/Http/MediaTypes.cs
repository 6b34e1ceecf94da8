using Microsoft.Net.Http.Headers;

namespace Countersign.Gateway.Http;

/// <summary>What a body says it is.</summary>
internal static class MediaTypes
{
    /// <summary>
    /// Whether the body is of this type, in UTF-8 and not encoded further. A parameter's value may stand in quotes or without (RFC 9110
    /// 5.6.6).
    /// </summary>
    public static bool Is(HttpRequest request, string type) =>
        request.ContentType is { } text && request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(text, out var media)
        && media.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.UnescapeAsQuotedString(media.Charset) is var charset
        && (charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
