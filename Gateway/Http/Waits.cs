namespace Countersign.Gateway.Http;

/// <summary>Limits how long a long-poll waits (T36).</summary>
public static class Waits
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The query's <c>wait</c>: 0 to 30 whole seconds, 0 when it is absent; null when it is anything else.</summary>
    public static TimeSpan? FromQuery(HttpContext http)
    {
        var values = http.Request.Query["wait"];
        if (values.Count == 0) return TimeSpan.Zero;
        return values.Count == 1 && WholeNumber.TryParse(values[0], out var seconds)
            && seconds <= Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
