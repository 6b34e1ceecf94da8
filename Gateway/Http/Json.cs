using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Countersign.Gateway.Http;

/// <summary>An answer as JSON, its length known before the first byte.</summary>
public static class Json
{
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new Body(JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => Ok(value, type, StatusCodes.Status201Created);

    public static IResult Accepted<T>(T value, JsonTypeInfo<T> type) => Ok(value, type, StatusCodes.Status202Accepted);

    /// <summary>An answer that is JSON already.</summary>
    public static IResult Written(byte[] json) => new Body(json, StatusCodes.Status200OK);

    private sealed class Body(byte[] json, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json";
            response.ContentLength = json.Length;
            return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
        }
    }
}

/// <summary>Whole seconds for the wire.</summary>
public static class Seconds
{
    public static int Until(DateTimeOffset at, DateTimeOffset now) => (int)Math.Max(0, Math.Ceiling((at - now).TotalSeconds));
}
