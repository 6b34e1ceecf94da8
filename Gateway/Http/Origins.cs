namespace Countersign.Gateway.Http;

/// <summary>The origins whose pages may send requests with the browser's cookies (T18).</summary>
/// <param name="Public">The configured scheme and authority of this service; null when none is configured.</param>
/// <param name="Allowed">Origins of front ends on other hosts.</param>
public sealed record Origins(string? Public, IReadOnlyList<string> Allowed)
{
    /// <summary>Whether it is this service's own origin: the configured one, or the one that the request itself was sent to.</summary>
    public bool IsOwn(string? origin, HttpRequest request) => origin == request.Scheme + "://" + request.Host.Value || origin == Public;

    /// <summary>Whether it is this service's own or one of the allowed front ends'.</summary>
    public bool IsAllowed(string? origin, HttpRequest request) => IsOwn(origin, request) || Allowed.Contains(origin);
}
