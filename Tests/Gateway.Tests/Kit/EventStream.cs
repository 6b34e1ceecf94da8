using System.Text.Json;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>Server-sent events as they come.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new(body));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<EventStream> Open(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return new(response, await response.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>What whoever comes back would say; null: no event has said it.</summary>
    public string? LastId { get; private set; }

    /// <summary>The next event's data, or null when the stream has ended.</summary>
    public async Task<JsonElement?> Next(string name)
    {
        while (await Line() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = line["id: ".Length..];
            if (line.Length == 0 || line[0] == ':' || line.StartsWith("id: ", StringComparison.Ordinal)) continue;
            Assert.Equal("event: " + name, line);
            var data = await Line();
            Assert.StartsWith("data: ", data);
            Assert.Equal("", await Line());
            return JsonElement.Parse(data!["data: ".Length..]);
        }

        return null;
    }

    public async Task<string?> Line() => await _lines.ReadLineAsync(Cancel);

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
