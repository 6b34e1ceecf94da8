using Countersign.SignIn;
using Countersign.SignIn.Clients;

namespace Countersign.Gateway.OAuth;

/// <summary>One request to one of these endpoints, and what the steps before the endpoint found out about it.</summary>
internal sealed class OAuthCall(HttpContext http, TenantId tenant)
{
    public HttpContext Http => http;

    public TenantId Tenant => tenant;

    public CancellationToken Cancel => http.RequestAborted;

    public bool IsPost => HttpMethods.IsPost(http.Request.Method);

    public Parameters Parameters { get; set; } = Parameters.None;

    /// <summary>The client, authenticated as far as it can be; null where none need be named.</summary>
    public Client? Client { get; set; }

    /// <summary>The key whose possession was proved (RFC 9449); null when none was.</summary>
    public KeyThumbprint? ProofKey { get; set; }

    /// <summary>By what right a resource is asked for.</summary>
    public AccessToken? Token { get; set; }
}
