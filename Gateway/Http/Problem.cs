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

    /// <summary>How long to wait; null where that is not known.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The user whom the request is or claims to be about: for the log alone, where only a pseudonym stands.</summary>
    public UserName? About { get; init; }

    /// <summary>What is to be said of this very request, beside the error's own advice.</summary>
    public string? Advice { get; init; }

    /// <summary>Not a user name; the character that is to blame, when it is one, is named.</summary>
    public static Problem NoUserName(string? typed) => new(HttpErrors.InvalidUserName)
    {
        Advice = UserName.FirstForeign(typed) is var (character, place)
            ? string.Create(CultureInfo.InvariantCulture, $"Character {place} cannot stand in one: {TypedText.Name(character)}.")
            : null,
    };

    public static Problem FromRefusal(Refusal refusal, UserName? about = null) => new(RefusalErrors.RowOf(refusal)) { About = about };

    /// <summary>The endpoint's page; where there is no endpoint, the listener's, for whoever asks for one.</summary>
    private static IProblemPage? PageFor(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint) return endpoint.Metadata.GetMetadata<IProblemPage>();
        var isPerson = http.Request.Headers.Accept.Any(value => value?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
        return isPerson ? http.Features.Get<IProblemPage>() : null;
    }

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
        if (PageFor(httpContext) is { } page) return page.Show(httpContext, error, retryAfter);
        var detail = Advice is null ? error.Detail : error.Detail + " " + Advice;
        var body = new ProblemBody(
            "urn:countersign:error:" + error.Code, error.Title, error.Status, detail, error.Code, error.Name, result, seconds);
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
