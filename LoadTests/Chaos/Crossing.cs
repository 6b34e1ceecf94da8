using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Countersign.LoadTests.Chaos;

/// <summary>
/// A port at which several nodes reach one: each by a way of its own, which can be broken while the others hold. Whose a connection is, the
/// kernel says: it knows which process has the other end.
/// </summary>
internal sealed class Crossing : IAsyncDisposable
{
    private readonly int _target;
    private readonly Func<IEnumerable<(string Name, int Process)>> _callers;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Proxy> _ways = new();
    private readonly Task _accepting;

    /// <param name="callers">Those who have a way of their own now. All others have one together, under no name.</param>
    public Crossing(int port, int target, Func<IEnumerable<(string Name, int Process)>> callers)
    {
        (_target, _callers) = (target, callers);
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The way of this node; the same when it is started again.</summary>
    public Proxy From(string name) => _ways.GetOrAdd(name, _ => Proxy.To(_target));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var way in _ways.Values) await way.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                From(Whose(client) ?? "").Take(client);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private string? Whose(Socket client)
    {
        if (client.RemoteEndPoint is not IPEndPoint remote || Inode(remote.Port) is not { } inode) return null;
        var named = $"socket:[{inode}]";
        foreach (var (name, process) in _callers())
        {
            if (Has(process, named)) return name;
        }

        return null;
    }

    /// <summary>Of the socket whose own port this is and which leads here.</summary>
    private string? Inode(int port)
    {
        var (own, here) = ($":{port:X4}", $":{Port:X4}");
        foreach (var table in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields[1].EndsWith(own, StringComparison.Ordinal) && fields[2].EndsWith(here, StringComparison.Ordinal))
                    return fields[9];
            }
        }

        return null;
    }

    private static bool Has(int process, string socket)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/fd").EnumerateFiles().Any(file => file.LinkTarget == socket);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;   // it has ended meanwhile, or closed what was just looked at
        }
    }
}
