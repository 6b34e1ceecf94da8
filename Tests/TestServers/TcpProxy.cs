using System.Net;
using System.Net.Sockets;

namespace Countersign.TestServers;

/// <summary>A way to a server on this machine that fails as a test says.</summary>
public sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener;
    private readonly int _server;
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private TaskCompletionSource _released = Released();
    private int _untilLost = int.MaxValue;
    private bool _closed;

    public TcpProxy(int server)
    {
        _server = server;
        Port = FreePort.Find();
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _ = Accept();
    }

    public int Port { get; }

    /// <summary>Whether the answer that was to be lost came and was lost.</summary>
    public bool HasLost { get; private set; }

    /// <summary>So many answers pass from now on; the next never arrives, and its connection is gone.</summary>
    public void LoseAnswer(int after) => (HasLost, _untilLost) = (false, after);

    /// <summary>Nothing passes, either way, and nobody is told.</summary>
    public void Hold()
    {
        lock (_lock) _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What was held passes now, as if nothing had been.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Every connection is gone.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _closed = true;
        Release();
        _listener.Dispose();
        Cut();
    }

    private static TaskCompletionSource Released()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        released.SetResult();
        return released;
    }

    private async Task Accept()
    {
        while (!_closed)
        {
            try
            {
                _ = Serve(await _listener.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_lock) _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            await Task.WhenAny(Carry(client, server, isAnswer: false), Carry(server, client, isAnswer: true));
        }
        catch (SocketException)
        {
            // The server is away: so is this connection.
        }

        client.Dispose();
        server.Dispose();
        lock (_lock) _open.RemoveAll(socket => socket == client || socket == server);
    }

    private async Task Carry(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                await _released.Task;
                if (isAnswer && IsLost()) return;
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two is gone, and so is the other then.
        }
    }

    private bool IsLost()
    {
        lock (_lock)
        {
            if (_untilLost == int.MaxValue || --_untilLost >= 0) return false;
            _untilLost = int.MaxValue;
            return HasLost = true;
        }
    }
}
