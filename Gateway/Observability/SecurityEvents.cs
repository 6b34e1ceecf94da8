using Countersign.Gateway.Http;

namespace Countersign.Gateway.Observability;

/// <summary>A row of the error table: how the security log tells of a refusal.</summary>
/// <param name="Number">The error's number, once more, so that the table can be searched for it.</param>
public sealed record SecurityEvent(string Number, ProtocolError Error, LogLevel Level, string Name);

/// <summary>The names of refusals in the security log, and how loudly each is said.</summary>
public sealed class SecurityEvents(IEnumerable<SecurityEvent> table)
{
    private readonly Dictionary<string, SecurityEvent> _byNumber = table.ToDictionary(row => row.Error.Code, StringComparer.Ordinal);

    /// <summary>Two errors are named by the endpoint that they come from.</summary>
    public (LogLevel Level, string Name) Describe(ProtocolError error, HttpRequest request)
    {
        if (error == RefusalErrors.InvalidDeviceProof && EndsWith(request, "/device/answer")) return (LogLevel.Warning, "decide.badproof");
        if (error == HttpErrors.RateLimited && EndsWith(request, "/sign-in")) return (LogLevel.Warning, "start.throttled");
        return _byNumber.TryGetValue(error.Code, out var row) ? (row.Level, row.Name) : (LogLevel.Debug, "http.refused");
    }

    private static bool EndsWith(HttpRequest request, string path) => request.Path.Value?.EndsWith(path, StringComparison.Ordinal) == true;
}
