using System.Globalization;
using System.Text.Json;
using Countersign.SignIn;

namespace Countersign.Gateway.Http;

/// <summary>
/// An error as <c>application/problem+json</c> (RFC 9457). Every refusal of every endpoint is one of these and looks alike.
/// </summary>
public sealed class Problem(ProtocolError error, TimeSpan? retryAfter = null, string? result = null) : IResult
{
    /// <summary>The wait before asking again, where nothing better is known.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    public ProtocolError Error => error;

    /// <summary>The user whom the request is or claims to be about: for the log alone, where only a pseudonym stands.</summary>
    public UserName? About { get; init; }

    public static Problem FromRefusal(Refusal refusal, UserName? about = null) => new(RefusalErrors.RowOf(refusal)) { About = about };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(this);   // the edge counts it
        var response = httpContext.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/problem+json";
        if (error.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = error.Challenge;
        var wait = retryAfter ?? (error.Status == StatusCodes.Status503ServiceUnavailable ? SoonAgain : null);
        var seconds = wait is { } time ? (int)Math.Max(1, Math.Ceiling(time.TotalSeconds)) : (int?)null;
        if (seconds is not null) response.Headers.RetryAfter = seconds.Value.ToString(CultureInfo.InvariantCulture);
        if (httpContext.GetEndpoint()?.Metadata.GetMetadata<IProblemPage>() is { } page) return page.Show(httpContext, error, retryAfter);
        var body = new ProblemBody(
            "urn:countersign:error:" + error.Code, error.Title, error.Status, error.Detail, error.Code, error.Name, result, seconds);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, HttpJson.Default.ProblemBody);
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}

/// <param name="Type">A URN of the code; docs/errors has the page.</param>
/// <param name="Result">Only for a throttled start.</param>
/// <param name="RetryAfter">Seconds; the same as the header.</param>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Code, string Name,
    string? Result = null, int? RetryAfter = null);
