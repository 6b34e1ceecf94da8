using Countersign.Engine;

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

    /// <summary>Asks with this much patience; told to stop, the process asks once more without any: whoever waits has an answer.</summary>
    public static async ValueTask<T> Hold<T>(HttpContext http, TimeSpan wait, Func<TimeSpan, CancellationToken, ValueTask<T>> ask)
    {
        if (wait == TimeSpan.Zero) return await ask(wait, http.RequestAborted);
        RequestPatience.Renew();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, Stopping(http));
        try
        {
            return await ask(wait, either.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return await ask(TimeSpan.Zero, http.RequestAborted);
        }
    }

    /// <summary>
    /// Whether the caller is gone, or the process is told to stop. Asked of the two themselves: a source that is linked to them hears of it
    /// after those that were linked later, which go on from there.
    /// </summary>
    public static bool IsOver(HttpContext http) =>
        http.RequestAborted.IsCancellationRequested || Stopping(http).IsCancellationRequested;

    /// <summary>Cancelled when the process is told to stop.</summary>
    public static CancellationToken Stopping(HttpContext http) =>
        http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
}
