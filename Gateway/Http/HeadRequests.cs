namespace Countersign.Gateway.Http;

/// <summary>
/// <c>HEAD</c>: what <c>GET</c> answers, without its body (RFC 9110 9.3.2). Endpoints see a <c>GET</c>; the server, which knows better,
/// sends no body.
/// </summary>
internal sealed class HeadRequests
{
    private HeadRequests()
    {
    }

    private static readonly HeadRequests Marked = new();

    /// <summary>Comes before routing.</summary>
    public static Task Take(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Features.Set(Marked);
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    }

    public static bool Is(HttpContext http) => http.Features.Get<HeadRequests>() is not null;

    /// <summary>The method as it was sent, which proofs name.</summary>
    public static string MethodOf(HttpContext http) => Is(http) ? HttpMethods.Head : http.Request.Method;
}
