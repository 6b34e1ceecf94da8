using Countersign.SignIn;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Countersign.Gateway.Http;

/// <summary>
/// One spelling of a path (T30): routing folds letter case, escapes, dots and a slash at the end, and whoever guards addresses in front of
/// the service does not. What is not spelled as the route is, is not there.
/// </summary>
public static class PathSpelling
{
    public static bool IsExact(HttpContext http) =>
        http.GetEndpoint() is not RouteEndpoint endpoint
        || IsExact(endpoint.RoutePattern, PathOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));

    /// <param name="path">As it was sent, without the query.</param>
    public static bool IsExact(RoutePattern pattern, ReadOnlySpan<char> path)
    {
        foreach (var segment in pattern.PathSegments)
        {
            if (path.Length < 2 || path[0] != '/') return false;
            path = path[1..];
            var end = path.IndexOf('/');
            if (!IsExact(segment, end < 0 ? path : path[..end])) return false;
            path = end < 0 ? [] : path[end..];
        }

        return path.Length == 0 || (path is "/" && pattern.PathSegments.Count == 0);
    }

    private static bool IsExact(RoutePatternPathSegment segment, ReadOnlySpan<char> sent) => segment switch
    {
        { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } => sent.SequenceEqual(literal.Content),
        { IsSimple: true, Parts: [RoutePatternParameterPart { Name: not "tenant" }] } => HasNeededEscapesAlone(sent),
        _ => !sent.Contains('%') && (segment.Parts[^1] is not RoutePatternLiteralPart end || sent.EndsWith(end.Content)),
    };

    /// <summary>RFC 3986 2.3: letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c> are never escaped.</summary>
    private static bool HasNeededEscapesAlone(ReadOnlySpan<char> sent)
    {
        for (var at = sent.IndexOf('%'); at >= 0; at = sent.IndexOf('%'))
        {
            if (at + 2 >= sent.Length || !char.IsAsciiHexDigit(sent[at + 1]) || !char.IsAsciiHexDigit(sent[at + 2])) return false;
            if (Alphabets.Unreserved.Contains((char)Convert.FromHexString(sent.Slice(at + 1, 2))[0])) return false;
            sent = sent[(at + 3)..];
        }

        return true;
    }

    /// <summary>Of a target as it was sent: the path itself, or an address with scheme and authority (RFC 9112 3.2.2).</summary>
    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        if (target.IndexOf('?') is var query and >= 0) target = target[..query];
        if (target.Length == 0 || target[0] == '/') return target;
        if (target.IndexOf("://") is var scheme and >= 0) target = target[(scheme + 3)..];
        return target.IndexOf('/') is var path and >= 0 ? target[path..] : "/";
    }
}
