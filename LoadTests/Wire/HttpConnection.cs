using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Countersign.LoadTests.Wire;

/// <summary>
/// One keep-alive HTTP/1.1 connection with one request under way at a time. It knows no more of HTTP than our server says, which
/// keeps the driver's own cost to a fraction of a full client's. What is not understood is an error, never guessed.
/// </summary>
internal sealed class HttpConnection(IPEndPoint server) : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private Socket? _socket;
    private byte[] _received = new byte[4096];
    private int _filled, _consumed, _headLength;

    public int Status { get; private set; }

    public ReadOnlySpan<byte> Head => _received.AsSpan(0, _headLength);

    public ReadOnlySpan<byte> Body => _received.AsSpan(_headLength, _consumed - _headLength);

    /// <summary>Bytes that came in and were not read yet, of a stream.</summary>
    public int Available => _socket?.Available ?? 0;

    public async ValueTask Connect(CancellationToken cancel)
    {
        if (_socket is not null) return;
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(ConnectPatience);
            await socket.ConnectAsync(server, patience.Token);
            _socket = socket;
        }
        finally
        {
            if (_socket is null) socket.Dispose();
        }
    }

    /// <summary>Sends a request and reads the answer, readable until the next call. After a failure the next call connects anew.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="IOException">The server ended it, or said something this client does not understand.</exception>
    public async ValueTask<int> Send(ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        var whole = false;
        try
        {
            await SendHead(request, cancel);
            await ReadBody(cancel);
            whole = true;
            return Status;
        }
        finally
        {
            if (!whole) Drop();
        }
    }

    /// <summary>Sends a request and reads only the answer's head and what came with it; the rest keeps coming.</summary>
    public async ValueTask<int> SendForStream(ReadOnlyMemory<byte> request, string until, CancellationToken cancel)
    {
        await SendHead(request, cancel);
        var mark = Encoding.ASCII.GetBytes(until);
        while (Status == 200 && _received.AsSpan(_headLength, _filled - _headLength).IndexOf(mark) < 0) await Fill(cancel);
        _consumed = _filled;
        return Status;
    }

    /// <summary>The value of a cookie the answer sets, or null.</summary>
    public string? Cookie(string name)
    {
        var mark = Encoding.ASCII.GetBytes("Set-Cookie: " + name + "=");
        var at = Head.IndexOf(mark);
        if (at < 0) return null;
        var value = Head[(at + mark.Length)..];
        return Encoding.ASCII.GetString(value[..value.IndexOf((byte)';')]);
    }

    public void Drop()
    {
        _socket?.Dispose();
        _socket = null;
        _filled = _consumed = _headLength = 0;
    }

    public void Dispose() => Drop();

    private async ValueTask SendHead(ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        if (_socket is null) await Connect(cancel);
        _filled = _consumed = _headLength = 0;
        while (request.Length > 0) request = request[await _socket!.SendAsync(request, SocketFlags.None, cancel)..];
        int end;
        while ((end = _received.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0) await Fill(cancel);
        _headLength = _consumed = end + 4;
        var understood = Head.StartsWith("HTTP/1.1 "u8) & Utf8Parser.TryParse(Head.Slice(9, 3), out int status, out _);
        Status = understood ? status : throw new IOException("Not an HTTP/1.1 answer.");
    }

    private async ValueTask ReadBody(CancellationToken cancel)
    {
        var length = Length();
        while (_filled < _headLength + length) await Fill(cancel);
        _consumed = _headLength + length;
        if (_consumed != _filled) throw new IOException("The server sent more than it announced.");
    }

    /// <summary>Our server names the length of every answer that is not a stream.</summary>
    private int Length()
    {
        var at = Head.IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(Head[(at + 16)..], out int length, out _)) return length;
        return Status == 204 ? 0 : throw new IOException($"An answer of status {Status} without a length.");
    }

    private async ValueTask Fill(CancellationToken cancel)
    {
        if (_filled == _received.Length) Array.Resize(ref _received, _received.Length * 2);
        var read = await _socket!.ReceiveAsync(_received.AsMemory(_filled), SocketFlags.None, cancel);
        if (read == 0) throw new IOException("The server closed the connection.");
        _filled += read;
    }
}
