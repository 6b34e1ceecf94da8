using System.Globalization;
using System.Text.Json;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.Admin.Scim;

/// <summary>A refusal as RFC 7644 3.12 has it. Our number stands at the end of the detail.</summary>
internal sealed class ScimProblem : IProblemPage
{
    public static readonly ScimProblem Here = new();

    public Task Show(HttpContext http, ProtocolError error, TimeSpan? retryAfter)
    {
        var json = ScimJson.Write(json => Write(json, error, http.Features.Get<Problem>()?.Advice));
        http.Response.ContentType = ScimJson.MediaType;
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }

    public static void Write(Utf8JsonWriter json, ProtocolError error, string? advice)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        json.WriteStringValue(ScimJson.Error);
        json.WriteEndArray();
        if (ScimErrors.TypeOf(error) is { } type) json.WriteString("scimType", type);
        json.WriteString("detail", $"{error.Title} {error.Detail}{(advice is null ? "" : " " + advice)} ({error.Code})");
        json.WriteString("status", error.Status.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
