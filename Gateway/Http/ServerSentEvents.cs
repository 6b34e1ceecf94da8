using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Countersign.Gateway.Http;

/// <summary>A stream of server-sent events on one response.</summary>
public sealed class ServerSentEvents(HttpResponse response)
{
    /// <summary>The longest silence before a comment line shows that the stream lives (F11).</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static ReadOnlyMemory<byte> HeartbeatLine { get; } = ":\n\n"u8.ToArray();

    /// <summary>False: nobody is to be told anything, for only the head was asked for.</summary>
    public async Task<bool> Begin(CancellationToken cancel)
    {
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        if (HeadRequests.Is(response.HttpContext)) return false;
        await response.Body.WriteAsync(HeartbeatLine, cancel);
        await response.Body.FlushAsync(cancel);
        return true;
    }

    /// <param name="id">What whoever comes back says as <c>Last-Event-ID</c>; null: nothing.</param>
    public async Task Send<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancel, string? id = null)
    {
        var json = JsonSerializer.Serialize(value, type);   // one line: the writer escapes line breaks inside strings
        var mark = id is null ? "" : $"id: {id}\n";
        await response.WriteAsync($"{mark}event: {name}\ndata: {json}\n\n", cancel);
        await response.Body.FlushAsync(cancel);
    }

    /// <summary>Says from where whoever comes back goes on, and that the stream lives.</summary>
    public async Task Mark(string id, CancellationToken cancel)
    {
        await response.WriteAsync($"id: {id}\n\n", cancel);
        await response.Body.FlushAsync(cancel);
    }

    public async Task Beat(CancellationToken cancel)
    {
        await response.Body.WriteAsync(HeartbeatLine, cancel);
        await response.Body.FlushAsync(cancel);
    }
}
