using System.Globalization;

namespace Countersign.Gateway.Oidc;

/// <summary>
/// A refusal as OAuth says it (RFC 6749 4.1.2.1, 5.2): the protocol's word, and a description that begins with our number and is the same
/// each time. As a result it is the JSON of RFC 6749 5.2; browsers are told otherwise.
/// </summary>
/// <param name="row">The number, the status and the texts.</param>
/// <param name="word">The <c>error</c> of the protocol.</param>
internal sealed class OAuthError(ProtocolError row, string word, TimeSpan? retryAfter = null) : IResult
{
    public ProtocolError Row => row;

    public string Word => word;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Only characters that the protocol allows (C13): the titles keep to them, and a test sees to it.</summary>
    public string Description => row.Code + " " + row.Title;

    /// <summary>For <c>WWW-Authenticate</c>: by what scheme the caller should have shown its right.</summary>
    public string? Challenge { get; init; }

    public int Status { get; init; } = row.Status;

    public OAuthError With(string? challenge) => new(row, word, retryAfter) { Challenge = challenge, Status = Status };

    /// <summary>Wait so long.</summary>
    public OAuthError After(TimeSpan wait) => new(row, word, wait) { Challenge = Challenge, Status = Status };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(new Problem(row));   // the edge counts it
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Challenge is not null) response.Headers.WWWAuthenticate = Challenge;
        var wait = retryAfter ?? (row.Status == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(1) : null);
        if (wait is { } time) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Json.Ok(new OAuthErrorBody(word, Description), OidcJson.Default.OAuthErrorBody, Status).ExecuteAsync(httpContext);
    }
}
