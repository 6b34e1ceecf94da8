using Countersign.Gateway.Http;
using Countersign.Gateway.OAuth;
using Countersign.Gateway.Observability;

namespace Countersign.Gateway.Oidc;

/// <summary>The answer to an authorization request, on its way through the browser to the client (RFC 6749 4.1.2, RFC 9207).</summary>
internal sealed class AuthorizationResponse(Telemetry telemetry)
{
    public static IResult Code(Destination destination, string issuer, string code) => Send(destination, issuer, ("code", code));

    public IResult Refuse(HttpContext http, Destination destination, string issuer, OAuthError why)
    {
        telemetry.Refused(http, new Problem(why.Row));   // it is sent with a status that says nothing of it
        return Send(destination, issuer, ("error", why.Word), ("error_description", why.Description));
    }

    private static IResult Send(Destination destination, string issuer, params IEnumerable<(string Name, string Value)> what)
    {
        if (destination.State is { } state) what = what.Append(("state", state));
        what = what.Append(("iss", issuer));   // RFC 9207 2: B10
        if (destination.Mode == "form_post") return new FormPost(destination.Uri, what);
        var encoded = string.Join('&', what.Select(pair => pair.Name + "=" + Uri.EscapeDataString(pair.Value)));
        return new Redirection(destination.Uri + Separator(destination) + encoded);
    }

    private static char Separator(Destination destination) =>
        destination.Mode == "fragment" ? '#' : destination.Uri.Contains('?') ? '&' : '?';
}
