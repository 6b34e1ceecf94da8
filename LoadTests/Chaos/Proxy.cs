using System.Net;
using System.Net.Sockets;

namespace Countersign.LoadTests.Chaos;

/// <summary>What a proxy does with what comes through.</summary>
internal enum ProxyMode
{
    Pass,

    /// <summary>Each piece waits, in both directions.</summary>
    Delay,

    /// <summary>Requests wait until the mode changes, and are then delivered, late; also of clients that have gone.</summary>
    HoldRequests,

    /// <summary>Of each few answers one is lost: the request was delivered, and the connection ends.</summary>
    DropAnswers,

    /// <summary>Nothing comes through, and nobody is told; connections that were there are of no use afterwards.</summary>
    BlackHole,

    /// <summary>The same for what is sent to the target; what the target sends comes through.</summary>
    BlackHoleRequests,

    /// <summary>The same the other way.</summary>
    BlackHoleAnswers,

    /// <summary>Connections end at once.</summary>
    Cut,
}

/// <summary>
/// A TCP proxy on a loopback port that behaves badly when told to. It knows nothing of what it carries; a piece is what one read gave.
/// </summary>
internal sealed class Proxy : IAsyncDisposable
{
    private const int PieceSize = 64 * 1024;

    private readonly IPEndPoint _target;
    private readonly TcpListener? _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Lock _turn = new();
    private readonly Task _accepting;
    private volatile State _state = State.Passing;
    private int _answers, _holes;

    private Proxy(int target, int? port)
    {
        _target = new(IPAddress.Loopback, target);
        _listener = port is { } own ? new(IPAddress.Loopback, own) : null;
        _listener?.Start();
        _accepting = _listener is null ? Task.CompletedTask : Accept(_listener);
    }

    public int Port => ((IPEndPoint)_listener!.LocalEndpoint).Port;

    /// <param name="port">Where it listens.</param>
    public static Proxy InFrontOf(int target, int port) => new(target, port);

    /// <summary>One that listens nowhere; see <see cref="Take"/>.</summary>
    public static Proxy To(int target) => new(target, null);

    /// <summary>A connection that somebody else has accepted for it.</summary>
    public void Take(Socket client) => _ = Carry(client);

    /// <param name="delay">Of <see cref="ProxyMode.Delay"/>.</param>
    /// <param name="everyAnswer">With <see cref="ProxyMode.DropAnswers"/>: one of so many is lost.</param>
    public void Set(ProxyMode mode, TimeSpan delay = default, int everyAnswer = 1)
    {
        var before = _state;
        if (IsHole(mode)) Interlocked.Increment(ref _holes);
        _state = new(mode, delay, everyAnswer, new(TaskCreationOptions.RunContinuationsAsynchronously));
        before.Over.TrySetResult();
        if (mode == ProxyMode.Cut) EndAll();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener?.Stop();
        _state.Over.TrySetResult();
        EndAll();
        await _accepting;
        _stop.Dispose();
    }

    private void EndAll()
    {
        lock (_turn)
        {
            foreach (var socket in _open) End(socket);
        }
    }

    private async Task Accept(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Take(await listener.AcceptSocketAsync(_stop.Token));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Carry(Socket client)
    {
        using var server = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_turn)
        {
            _open.Add(client);
            _open.Add(server);
        }

        try
        {
            if (_state.Mode == ProxyMode.Cut) return;
            var since = Volatile.Read(ref _holes) - (IsHole(_state.Mode) ? 1 : 0);
            await server.ConnectAsync(_target, _stop.Token);
            var answers = Pump(server, client, since, isAnswer: true);
            await Pump(client, server, since, isAnswer: false);
            await answers;
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side hears of it by the end of its own connection.
        }
        finally
        {
            lock (_turn)
            {
                _open.Remove(client);
                _open.Remove(server);
            }

            End(client);
            client.Dispose();
        }
    }

    /// <summary>Until one side ends or the proxy breaks the connection; then the other side is ended, too.</summary>
    /// <param name="since">How many black holes there were when the connection began.</param>
    private async Task Pump(Socket from, Socket to, int since, bool isAnswer)
    {
        var piece = new byte[PieceSize];
        try
        {
            while (await from.ReceiveAsync(piece, _stop.Token) is > 0 and var length)
            {
                if (!await Admit(isAnswer, since)) break;
                for (var sent = 0; sent < length;) sent += await to.SendAsync(piece.AsMemory(sent, length - sent), _stop.Token);
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Ended below.
        }

        if (isAnswer) End(from);
        End(to);
    }

    /// <summary>When a piece may go on; false when the connection is to end instead.</summary>
    private async ValueTask<bool> Admit(bool isAnswer, int since)
    {
        while (true)
        {
            var state = _state;
            if (!IsHole(state.Mode) && since != Volatile.Read(ref _holes)) return false;
            switch (state.Mode)
            {
                case ProxyMode.Cut:
                    return false;
                case ProxyMode.Delay:
                    await Task.Delay(state.Delay, _stop.Token);
                    return true;
                case ProxyMode.DropAnswers when isAnswer:
                    return Interlocked.Increment(ref _answers) % state.EveryAnswer != 0;
                case ProxyMode.BlackHole:
                case ProxyMode.BlackHoleAnswers when isAnswer:
                case ProxyMode.BlackHoleRequests or ProxyMode.HoldRequests when !isAnswer:
                    await state.Over.Task.WaitAsync(_stop.Token);
                    continue;
                default:
                    return true;
            }
        }
    }

    private static bool IsHole(ProxyMode mode) =>
        mode is ProxyMode.BlackHole or ProxyMode.BlackHoleRequests or ProxyMode.BlackHoleAnswers;

    private static void End(Socket socket)
    {
        try
        {
            if (socket.Connected) socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // That was the aim.
        }
    }

    private sealed record State(ProxyMode Mode, TimeSpan Delay, int EveryAnswer, TaskCompletionSource Over)
    {
        public static readonly State Passing = new(ProxyMode.Pass, default, 1, new());
    }
}
