namespace Countersign.Gateway.Http;

/// <summary>
/// On an endpoint: pages of every origin may send to it, because it does nothing on the strength of a cookie that the page's own server
/// could not do, or asks the person first.
/// </summary>
/// <param name="isReadable">Scripts of those pages may read the answer too; they cannot make the browser send cookies with it.</param>
internal sealed class AnyOrigin(bool isReadable)
{
    private static readonly TimeSpan PreflightLife = TimeSpan.FromHours(2);   // the longest that browsers keep it

    /// <summary>Says so in the answer. True: the request was only to ask, and is answered.</summary>
    public bool Answer(HttpContext http)
    {
        if (!isReadable) return false;
        var headers = http.Response.Headers;
        // never with credentials; said to all, for what is kept in a cache may be asked for by others
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "WWW-Authenticate, Retry-After";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!HttpMethods.IsOptions(http.Request.Method)) return false;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, DPoP, *";
        headers.AccessControlMaxAge = ((int)PreflightLife.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
