using System.Globalization;
using Countersign.Gateway.Http;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// A refusal as OAuth says it (RFC 6749 4.1.2.1, 5.2): the protocol's word, and a description that begins with our number and is the same
/// each time. As a result it is the JSON of RFC 6749 5.2; browsers are told otherwise.
/// </summary>
/// <param name="word">The <c>error</c> of the protocol.</param>
/// <param name="row">The number, the status and the texts.</param>
internal sealed class OAuthError(string word, ProtocolError row, TimeSpan? retryAfter = null) : IResult
{
    /// <summary>Words of the protocol that many errors share.</summary>
    public const string InvalidRequest = "invalid_request", InvalidClient = "invalid_client", InvalidDpopProof = "invalid_dpop_proof";

    public ProtocolError Row => row;

    public string Word => word;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Only characters that the protocol allows (C13): the titles keep to them, and a test sees to it.</summary>
    public string Description => row.Code + " " + row.Title;

    /// <summary>For <c>WWW-Authenticate</c>: by what scheme the caller should have shown its right.</summary>
    public string? Challenge { get; init; }

    public int Status { get; init; } = row.Status;

    public OAuthError With(string? challenge) => new(word, row, retryAfter) { Challenge = challenge, Status = Status };

    /// <summary>The same, to be tried again after this time.</summary>
    public OAuthError After(TimeSpan wait) => new(word, row, wait) { Challenge = Challenge, Status = Status };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(new Problem(row));   // the edge counts it
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Challenge is not null) response.Headers.WWWAuthenticate = Challenge;
        var wait = retryAfter ?? (row.Status == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(1) : null);
        if (wait is { } time)
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Json.Ok(new OAuthErrorBody(word, Description), OAuthJson.Default.OAuthErrorBody, Status).ExecuteAsync(httpContext);
    }
}
