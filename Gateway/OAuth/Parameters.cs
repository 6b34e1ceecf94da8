using System.Text;
using System.Text.Json;
using Countersign.Gateway.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Countersign.Gateway.OAuth;

/// <summary>
/// The parameters of an OAuth request (RFC 6749 3.1, 3.2): names are compared exactly, one without a value is as good as absent, and which
/// came twice is remembered, for that is refused. Parameters nobody knows are ignored.
/// </summary>
internal sealed class Parameters
{
    private const int Most = 64;
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _twice = [];

    private Parameters() { }

    public static Parameters None { get; } = new();

    /// <summary>A parameter came twice; <c>resource</c> may (RFC 8707 2).</summary>
    public bool HasTwice => _twice.Count > 0;

    /// <summary>The value; null when it is absent or empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool IsTwice(string name) => _twice.Contains(name);

    /// <summary>The words of a list separated by spaces, each once.</summary>
    public IReadOnlyList<string> Words(string name) =>
        this[name]?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray() ?? [];

    /// <summary>
    /// From <c>a=b&amp;c=d</c>; null when there are too many, or control characters in them (T20), or a value could not be given back as it
    /// came.
    /// </summary>
    public static Parameters? Parse(string? encoded)
    {
        var parameters = new Parameters();
        var count = 0;
        foreach (var pair in new QueryStringEnumerable(encoded))
        {
            if (FormEncoding.Decode(pair.EncodedName.Span) is not { } name) return null;
            if (FormEncoding.Decode(pair.EncodedValue.Span) is not { } value) return null;
            if (++count > Most || IsImproper(name) || IsImproper(value)) return null;
            if (value.Length == 0) continue;
            if (!parameters._values.TryAdd(name, value) && name != "resource") parameters._twice.Add(name);
        }

        return parameters;
    }

    /// <summary>
    /// The members of a signed request (RFC 9101 4): texts, and numbers as they are written. Null when one is neither and no claim of the
    /// JWT's own, or has control characters in it.
    /// </summary>
    public static Parameters? OfClaims(JsonElement claims)
    {
        var parameters = new Parameters();
        foreach (var claim in claims.EnumerateObject())
        {
            if (claim.Name is "aud" or "iss" or "exp" or "iat" or "nbf" or "jti") continue;
            var value = claim.Value.ValueKind == JsonValueKind.String ? StrictJwt.TextOf(claims, claim.Name) : claim.Value.GetRawText();
            if (value is null || IsImproper(claim.Name) || IsImproper(value) || parameters._values.Count >= Most) return null;
            if (value.Length > 0) parameters._values[claim.Name] = value;
        }

        return parameters;
    }

    /// <summary>The query of the request.</summary>
    public static Parameters? OfQuery(HttpContext http) => Parse(http.Request.QueryString.Value);

    /// <summary>The body of the request, which must be a form; null, and why, when it is not.</summary>
    public static async ValueTask<(Parameters? Parameters, ProtocolError? Refused)> OfForm(HttpContext http)
    {
        if (!IsForm(http.Request)) return (null, OAuthErrors.FormRequired.Row);
        var (bytes, refused) = await RequestBody.ReadBytes(http);
        if (refused is not null) return (null, refused.Error);
        return Parse(Encoding.UTF8.GetString(bytes.Span)) is { } parameters ? (parameters, null) : (null, OAuthErrors.InvalidParameter.Row);
    }

    public static bool IsForm(HttpRequest request) => MediaTypes.Is(request, "application/x-www-form-urlencoded");

    private static bool IsImproper(string text) =>
        text.Length > RequestBody.MaximumBytes || text.Any(c => char.IsControl(c) || c == '\uFFFD');
}
