using System.Net;
using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Prompts;

namespace Countersign.Gateway.Browsers;

/// <summary>What the phone is to show about the browser that asks (T7): all but the message is for the service to say.</summary>
public sealed class BrowserContext(IPlaceOfAddress places)
{
    /// <summary>The client of sign-ins that our own API begins, and our own pages for themselves.</summary>
    public const string WebClient = "web";

    /// <param name="application">A registered client's name; empty when no client sent the person.</param>
    /// <param name="message">What the caller writes: shown last and as its own words (T38). Display text.</param>
    public ShownContext Of(HttpContext http, string application, string message = "")
    {
        var address = http.Connection.RemoteIpAddress;
        return new(application, PlaceOf(address), address?.ToString() ?? "", Browser.Describe(http.Request.Headers.UserAgent), message);
    }

    private string PlaceOf(IPAddress? address) =>
        address is not null && DisplayText.TryRead(places.Find(address), out var place) ? place : "";
}
