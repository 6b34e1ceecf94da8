using System.Net;
using System.Net.Sockets;

namespace Countersign.TestServers;

/// <summary>
/// A TCP proxy in front of a server, which loses what it is told to. It knows no protocol: what a client sends after the server has
/// answered, or at first, begins a request; so a client must not send one request before the answer to another.
/// </summary>
public sealed class LosingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Find());
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;
    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _connections = [];
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests, _loseAnswerOf = -1, _dieBefore = -1, _hold = -1;
    private volatile bool _isDead;

    public LosingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Requests begun since the proxy was started, or last told what to lose.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>
    /// Of the requests from now on, the one with this number (the first is 0) reaches the server, and as soon as the server answers, its
    /// connection is cut: the client never hears the answer.
    /// </summary>
    public void LoseAnswerOf(int request)
    {
        lock (_lock) (_requests, _loseAnswerOf, _dieBefore, _hold) = (0, request, -1, -1);
    }

    /// <summary>Of the requests from now on, this one and all after it reach nobody: as if their process was killed before it.</summary>
    public void DieBefore(int request)
    {
        lock (_lock) (_requests, _dieBefore, _loseAnswerOf, _hold) = (0, request, -1, -1);
    }

    /// <summary>
    /// Of the requests from now on, this one is kept until <see cref="Release"/>, and then reaches the server, whether its client still
    /// waits or not.
    /// </summary>
    /// <returns>Completes when it is held.</returns>
    public Task Hold(int request)
    {
        lock (_lock)
        {
            (_requests, _hold, _dieBefore, _loseAnswerOf) = (0, request, -1, -1);
            _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _held.Task;
        }
    }

    /// <returns>Completes when the server has answered what was held.</returns>
    public Task Release()
    {
        _release.SetResult();
        return _delivered.Task;
    }

    /// <summary>Loses nothing from now on, and counts anew.</summary>
    public void LoseNothing()
    {
        lock (_lock) (_requests, _dieBefore, _loseAnswerOf, _hold, _isDead) = (0, -1, -1, -1, false);
    }

    /// <summary>Cuts every connection, and each new one, until <see cref="LoseNothing"/>.</summary>
    public void Die()
    {
        Connection[] all;
        lock (_lock)
        {
            _isDead = true;
            all = [.. _connections];
        }

        foreach (var connection in all) connection.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Die();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (_isDead) client.Close(0);
                else _ = Serve(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // That is how it ends.
        }
    }

    private async Task Serve(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var connection = new Connection(client, server);
        lock (_lock) _connections.Add(connection);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            await Task.WhenAll(Up(connection), Down(connection));
        }
        catch (Exception broken) when (broken is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either side is gone: so is the other.
        }
        finally
        {
            connection.Cut();
            lock (_lock) _connections.Remove(connection);
        }
    }

    private async Task Up(Connection connection)
    {
        var buffer = new byte[64 * 1024];
        while (await connection.Client.ReceiveAsync(buffer, _stop.Token) is > 0 and var length)
        {
            if (!connection.IsAsking) Begin(connection);
            if (_isDead) break;
            if (connection.IsHeld) await SendLate(connection, buffer.AsMemory(0, length));
            else await Send(connection.Server, buffer.AsMemory(0, length));
        }

        connection.Cut();
    }

    /// <summary>Takes all that the client sends until the release, and sends it then.</summary>
    private async Task SendLate(Connection connection, ReadOnlyMemory<byte> first)
    {
        List<byte> all = [.. first.Span];
        _held.TrySetResult();
        var rest = Take();
        await _release.Task.WaitAsync(_stop.Token);
        connection.Client.Close(0);   // nobody waits any more
        await rest;
        await Send(connection.Server, all.ToArray());
        await _delivered.Task.WaitAsync(_stop.Token);

        async Task Take()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await connection.Client.ReceiveAsync(buffer, _stop.Token) is > 0 and var length)
                    all.AddRange(buffer.AsSpan(0, length));
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It has given up.
            }
        }
    }

    private async Task Down(Connection connection)
    {
        var buffer = new byte[64 * 1024];
        while (await connection.Server.ReceiveAsync(buffer, _stop.Token) is > 0 and var length)
        {
            connection.IsAsking = false;
            if (connection.IsHeld) _delivered.TrySetResult();
            if (connection.IsHeld || connection.LosesAnswer || _isDead) break;
            await Send(connection.Client, buffer.AsMemory(0, length));
        }

        connection.Cut();
    }

    private void Begin(Connection connection)
    {
        connection.IsAsking = true;
        var isLast = false;
        lock (_lock)
        {
            var number = _requests++;
            if (number == _loseAnswerOf) connection.LosesAnswer = true;
            isLast = number == _dieBefore;
            connection.IsHeld = number == _hold;
        }

        if (isLast) Die();
    }

    private async Task Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes, _stop.Token)..];
    }

    private sealed class Connection(Socket client, Socket server)
    {
        public Socket Client => client;

        public Socket Server => server;

        public volatile bool IsAsking, LosesAnswer, IsHeld;

        public void Cut()
        {
            client.Close(0);
            server.Close(0);
        }
    }
}
