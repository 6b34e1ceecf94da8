using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Countersign.Gateway.Tests.Kit;

/// <summary>HTTP as bytes on a socket: sends what no well-behaved client would, and reads what comes until the server closes.</summary>
internal static class Wire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);   // only a server that hangs lets it pass

    /// <summary>A request whose framing is right, whatever else it holds; the connection ends with it.</summary>
    public static byte[] Request(
        string method, string target, IEnumerable<(string Name, string Value)> headers, byte[]? body, bool chunked = false)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (body is not null && !chunked) head.Append(null, $"Content-Length: {body.Length}\r\n");
        if (chunked) head.Append("Transfer-Encoding: chunked\r\n");
        byte[] begin = [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString())];
        if (body is null) return begin;
        return chunked
            ? [.. begin, .. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8]
            : [.. begin, .. body];
    }

    /// <summary>The one reply.</summary>
    public static async Task<Reply> Ask(string url, byte[] request) => Assert.Single(await Exchange(url, request));

    /// <summary>
    /// Sends the head alone, and the body when the server has asked for it: by then it has let the head in. What it said is the one reply.
    /// </summary>
    /// <param name="request">Of <see cref="Request"/>, with <c>Expect: 100-continue</c>.</param>
    /// <param name="meanwhile">Happens before the body is sent.</param>
    public static async Task<Reply> Ask(string url, byte[] request, Func<Task> meanwhile)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(url).Port, patience.Token);
        var stream = client.GetStream();
        var head = request.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        await stream.WriteAsync(request.AsMemory(0, head), patience.Token);
        var asked = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await stream.ReadExactlyAsync(asked, patience.Token);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(asked));
        await meanwhile();
        await stream.WriteAsync(request.AsMemory(head), patience.Token);
        var received = new MemoryStream();
        await stream.CopyToAsync(received, patience.Token);
        return Assert.Single(Parse(received.ToArray(), isHead: false));
    }

    /// <summary>All replies on one connection, which the server must end.</summary>
    public static async Task<List<Reply>> Exchange(string url, byte[] request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(url).Port, patience.Token);
        var stream = client.GetStream();
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, patience.Token);
        }
        catch (IOException)
        {
            // Closed while we still wrote: what it said before is there to be read.
        }

        try
        {
            var piece = new byte[64 * 1024];
            while (await stream.ReadAsync(piece, patience.Token) is var count and > 0)
            {
                received.Write(piece, 0, count);
                if (piece.AsSpan(0, count).IndexOf("Content-Type: text/event-stream"u8) >= 0)
                {
                    return [Reply.Of(200, [], "a stream without end")];
                }
            }
        }
        catch (IOException) when (received.Length > 0)
        {
            // Closed with something of ours unread; the answer came first.
        }

        return Parse(received.ToArray(), isHead: request.AsSpan().StartsWith("HEAD "u8));
    }

    private static List<Reply> Parse(ReadOnlySpan<byte> bytes, bool isHead)
    {
        var replies = new List<Reply>();
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            Assert.True(end > 0, "not a reply: " + Encoding.UTF8.GetString(bytes));
            var lines = Encoding.UTF8.GetString(bytes[..end]).Split("\r\n");
            Assert.StartsWith("HTTP/1.1 ", lines[0]);
            var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))
                .ToArray();
            bytes = bytes[(end + 4)..];
            var body = isHead ? [] : Body(headers, ref bytes);
            replies.Add(Reply.Of(int.Parse(lines[0].AsSpan(9, 3), null), headers, Encoding.UTF8.GetString(body)));
        }

        return replies;
    }

    private static byte[] Body(KeyValuePair<string, string>[] headers, ref ReadOnlySpan<byte> bytes)
    {
        string? Header(string name) => headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        if (Header("Transfer-Encoding") == "chunked") return Chunks(ref bytes);
        var length = Header("Content-Length") is { } text ? int.Parse(text, null) : 0;
        var body = bytes[..length].ToArray();
        bytes = bytes[length..];
        return body;
    }

    private static byte[] Chunks(ref ReadOnlySpan<byte> bytes)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = bytes.IndexOf("\r\n"u8);
            var size = Convert.ToInt32(Encoding.ASCII.GetString(bytes[..line]), 16);
            body.AddRange(bytes.Slice(line + 2, size));
            bytes = bytes[(line + 2 + size + 2)..];
            if (size == 0) return [.. body];
        }
    }
}
