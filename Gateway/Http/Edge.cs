using Countersign.Engine;

namespace Countersign.Gateway.Http;

/// <summary>
/// The middleware that every request passes: the last resort for failures, the headers that every answer carries, and how long it may take.
/// </summary>
/// <param name="clock">Counts how long questions take.</param>
/// <param name="refused">Hears of every refusal, whichever endpoint it comes from.</param>
public sealed partial class Edge(
    RequestDelegate next, Origins origins, TimeProvider clock, Action<HttpContext, Problem> refused, IHostApplicationLifetime lifetime,
    ILogger<Edge> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        RequestPatience.Begin(clock);
        Harden(http.Response.Headers);
        if (http.GetEndpoint()?.Metadata.GetMetadata<KeepsOpener>() is not null) KeepsOpener.Tell(http);
        await Pass(http);
        if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && http.Features.Get<Problem>() is { } problem)
            refused(http, problem);
    }

    private async Task Pass(HttpContext http)
    {
        try
        {
            if (HasTwoEnds(http.Request)) throw new BadHttpRequestException("A length and chunks.");
            var open = http.GetEndpoint()?.Metadata.GetMetadata<AnyOrigin>();
            if (open is not null && open.Answer(http)) return;
            if (!PathSpelling.IsExact(http)) await new Problem(HttpErrors.NoSuchAddress).ExecuteAsync(http);
            else if (open is null && IsForeign(http.Request)) await new Problem(HttpErrors.OriginRefused).ExecuteAsync(http);
            else await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null && Bare(http.Response.StatusCode) is { } error)
                await new Problem(error).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; there is nobody to answer.
        }
        catch (EngineUnavailableException unavailable)
        {
            Log.Unavailable(logger, http.TraceIdentifier, unavailable.Message);
            await Answer(http, HttpErrors.TemporarilyUnavailable);
        }
        catch (ObjectDisposedException over) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // F10: the listener stopped as late as it may, and this request was later still.
            Log.Unavailable(logger, http.TraceIdentifier, over.Message);
            await Answer(http, HttpErrors.TemporarilyUnavailable);
        }
        catch (BadHttpRequestException bad)
        {
            await Answer(http, OfStatus(bad.StatusCode), close: true);
        }
        catch (Exception bug)
        {
            Log.Bug(logger, http.TraceIdentifier, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "no endpoint", bug);
            await Answer(http, HttpErrors.InternalError);
        }
    }

    /// <summary>A21. Nothing here is for caches, frames or guesses.</summary>
    private static void Harden(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }

    /// <summary>
    /// T28: a request with a length and chunks ends where the reader likes, and so does one with chunks in a version that had none
    /// (RFC 9112 6.1). The server takes the chunks and renames the length.
    /// </summary>
    private static bool HasTwoEnds(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length") || !KnowsChunks(request.Protocol));

    private static bool KnowsChunks(string protocol) => !HttpProtocol.IsHttp10(protocol) && !HttpProtocol.IsHttp09(protocol);

    /// <summary>T18: a browser says where a request comes from. Programs do not, and carry no cookies of somebody else.</summary>
    private bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        var origin = request.Headers.Origin;
        if (origin.Count == 0) return request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none");
        return origin.Count > 1 || !origins.IsAllowed(origin[0], request);
    }

    private static async Task Answer(HttpContext http, ProtocolError error, bool close = false)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        Harden(http.Response.Headers);
        if (close) http.Response.Headers.Connection = "close";   // nobody knows where the next request would begin (T28)
        await new Problem(error).ExecuteAsync(http);
    }

    /// <summary>Our errors for the framework's own refusals.</summary>
    private static ProtocolError OfStatus(int status) => Bare(status) ?? HttpErrors.InvalidRequest;

    private static ProtocolError? Bare(int status) => status switch
    {
        400 => HttpErrors.InvalidRequest,
        404 => HttpErrors.NoSuchAddress,
        405 => HttpErrors.MethodNotAllowed,
        408 => HttpErrors.RequestTimeout,
        413 => HttpErrors.BodyTooLarge,
        414 => HttpErrors.AddressTooLong,
        415 => HttpErrors.UnsupportedMediaType,
        431 => HttpErrors.HeadersTooLarge,
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "request.unavailable trace {Trace}: {Why}")]
        public static partial void Unavailable(ILogger logger, string trace, string why);

        [LoggerMessage(2, LogLevel.Error, "request.bug trace {Trace}: {Method} {Endpoint}")]
        public static partial void Bug(ILogger logger, string trace, string method, string endpoint, Exception bug);
    }
}
