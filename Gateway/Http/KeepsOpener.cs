namespace Countersign.Gateway.Http;

/// <summary>
/// On an endpoint that browsers visit for an application: the window that opened this one may watch it. Libraries that sign people in in a
/// popup wait for their own address to come up in it; with <c>Cross-Origin-Opener-Policy: same-origin</c> anywhere on the way they are told
/// that the person has closed it. What else an opener may do, it may do to any window: send it elsewhere, see that it is closed.
/// </summary>
internal sealed class KeepsOpener
{
    public static readonly KeepsOpener Here = new();

    public static void Tell(HttpContext http) => http.Response.Headers["Cross-Origin-Opener-Policy"] = "unsafe-none";
}
