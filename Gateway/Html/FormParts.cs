using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Countersign.Gateway.Html;

/// <summary>The parts of <c>multipart/form-data</c> (RFC 7578), of which a browser makes use where a file comes along.</summary>
internal static class FormParts
{
    private const int LongestBoundary = 70;   // RFC 2046 5.1.1

    /// <summary>Null where the request is none.</summary>
    public static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: >= 1 and <= LongestBoundary } boundary
            ? boundary
            : null;

    /// <summary>Names and values, those of files in base64; null where it is malformed or has more than so many.</summary>
    public static async ValueTask<IReadOnlyList<(string Name, string Value)>?> Read(
        ReadOnlyMemory<byte> bytes, string boundary, int most, CancellationToken cancel)
    {
        var reader = new MultipartReader(boundary, new MemoryStream(bytes.ToArray())) { HeadersCountLimit = 4, HeadersLengthLimit = 1024 };
        List<(string, string)> parts = [];
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                if (parts.Count == most || await Part(section, cancel) is not { } part) return null;
                parts.Add(part);
            }
        }
        catch (Exception malformed) when (malformed is IOException or InvalidDataException)
        {
            return null;
        }

        return parts;
    }

    private static async ValueTask<(string Name, string Value)?> Part(MultipartSection section, CancellationToken cancel)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) return null;
        if (HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name) return null;
        using var content = new MemoryStream();
        await section.Body.CopyToAsync(content, cancel);
        var bytes = content.ToArray();
        if (disposition.FileName.HasValue || disposition.FileNameStar.HasValue) return (name, Convert.ToBase64String(bytes));
        return Utf8.IsValid(bytes) ? (name, Encoding.UTF8.GetString(bytes)) : null;
    }
}
