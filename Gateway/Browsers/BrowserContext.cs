using Countersign.Gateway.Http;
using Countersign.SignIn.Challenges;

namespace Countersign.Gateway.Browsers;

/// <summary>The context, shown on the phone, of the browser that asks.</summary>
internal static class BrowserContext
{
    /// <summary>The client of sign-ins that our own API begins, and our own pages for themselves.</summary>
    public const string WebClient = "web";

    /// <summary>The context (T7); null when a text is not fit to be shown.</summary>
    public static ShownContext? From(HttpContext http, string application, string place)
    {
        if (!RequestBody.IsDisplayText(application) || !RequestBody.IsDisplayText(place)) return null;
        return new(application, place, http.Connection.RemoteIpAddress?.ToString() ?? "", Browser.Describe(http.Request.Headers.UserAgent));
    }
}
