using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Countersign.LoadTests.Chaos;
using Countersign.TestServers;

namespace Countersign.LoadTests.Tests;

/// <summary>What the proxy of chaos runs does to what goes through it.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _limit = new(Limit);
    private readonly TcpListener _server = new(IPAddress.Loopback, FreePort.Find());
    private readonly System.Threading.Channels.Channel<string> _heard = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private Proxy? _proxy;
    private Task _serving = Task.CompletedTask;

    private Proxy Proxy => _proxy!;

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _serving = Serve();
        _proxy = Proxy.InFrontOf(((IPEndPoint)_server.LocalEndpoint).Port, FreePort.Find());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _limit.CancelAsync();
        _server.Stop();
        await _serving;
        _limit.Dispose();
    }

    [Fact]
    public async Task What_passes_arrives_and_is_answered()
    {
        using var client = await Connect();
        Assert.Equal("re:one", await Ask(client, "one"));
        Proxy.Set(ProxyMode.Delay, TimeSpan.FromMilliseconds(1));
        Assert.Equal("re:two", await Ask(client, "two"));
    }

    [Fact]
    public async Task A_lost_answer_is_of_a_request_that_was_delivered()
    {
        Proxy.Set(ProxyMode.DropAnswers, everyAnswer: 2);
        using var client = await Connect();
        Assert.Equal("re:one", await Ask(client, "one"));
        Assert.Null(await Ask(client, "two"));
        Assert.Equal(["one", "two"], [await Heard(), await Heard()]);
    }

    [Fact]
    public async Task A_held_request_is_delivered_late_though_its_client_has_gone()
    {
        Proxy.Set(ProxyMode.HoldRequests);
        using (var client = await Connect()) await client.SendAsync(Encoding.ASCII.GetBytes("late"), _limit.Token);
        Assert.False(_heard.Reader.TryPeek(out _));
        Proxy.Set(ProxyMode.Pass);
        Assert.Equal("late", await Heard());
    }

    [Fact]
    public async Task A_cut_ends_connections_and_takes_no_new_ones()
    {
        using var client = await Connect();
        Assert.Equal("re:one", await Ask(client, "one"));
        Proxy.Set(ProxyMode.Cut);
        Assert.Null(await Ask(client, "two"));
        using var another = await Connect();
        Assert.Null(await Ask(another, "three"));
        Proxy.Set(ProxyMode.Pass);
        using var after = await Connect();
        Assert.Equal("re:four", await Ask(after, "four"));
    }

    [Fact]
    public async Task What_goes_into_a_black_hole_never_arrives()
    {
        using var client = await Connect();
        Assert.Equal("re:one", await Ask(client, "one"));
        Assert.Equal("one", await Heard());
        Proxy.Set(ProxyMode.BlackHole);
        await client.SendAsync(Encoding.ASCII.GetBytes("gone"), _limit.Token);
        Proxy.Set(ProxyMode.Pass);
        using var after = await Connect();
        Assert.Equal("re:two", await Ask(after, "two"));
        Assert.Equal("two", await Heard());
    }

    [Fact]
    public async Task A_hole_in_one_direction_lets_the_other_through()
    {
        using var client = await Connect();
        Assert.Equal("re:one", await Ask(client, "one"));
        Assert.Equal("one", await Heard());
        Proxy.Set(ProxyMode.BlackHoleAnswers);
        await client.SendAsync(Encoding.ASCII.GetBytes("heard"), _limit.Token);
        Assert.Equal("heard", await Heard());
        Assert.Equal(0, client.Available);
        Proxy.Set(ProxyMode.Pass);
        using var other = await Connect();
        Assert.Equal("re:two", await Ask(other, "two"));
        Assert.Equal("two", await Heard());
        Proxy.Set(ProxyMode.BlackHoleRequests);
        await other.SendAsync(Encoding.ASCII.GetBytes("gone"), _limit.Token);
        Proxy.Set(ProxyMode.Pass);
        using var after = await Connect();
        Assert.Equal("re:three", await Ask(after, "three"));
        Assert.Equal("three", await Heard());
    }

    /// <summary>Two of whom one is cut off: this process under its name, and another that is asked to speak.</summary>
    [Fact]
    public async Task At_a_crossing_each_node_has_a_way_of_its_own()
    {
        await using var crossing = new Crossing(
            FreePort.Find(), ((IPEndPoint)_server.LocalEndpoint).Port, () => [("nobody", 1), ("me", Environment.ProcessId)]);
        using (var mine = await Connect(crossing.Port)) Assert.Equal("re:one", await Ask(mine, "one"));
        crossing.From("me").Set(ProxyMode.Cut);
        using (var mine = await Connect(crossing.Port)) Assert.Null(await Ask(mine, "two"));
        using (var other = Process.Start("bash", ["-c", $"exec 3<>/dev/tcp/127.0.0.1/{crossing.Port}; printf another >&3; head -c 10 <&3"]))
        {
            Assert.Equal("one", await Heard());
            Assert.Equal("another", await Heard());
            await other.WaitForExitAsync(_limit.Token);
        }

        crossing.From("me").Set(ProxyMode.Pass);
        using var again = await Connect(crossing.Port);
        Assert.Equal("re:three", await Ask(again, "three"));
    }

    private async Task<Socket> Connect(int? port = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port ?? Proxy.Port, _limit.Token);
        return socket;
    }

    private async Task<string> Heard() => await _heard.Reader.ReadAsync(_limit.Token);

    /// <summary>Null: the connection ended instead.</summary>
    private async Task<string?> Ask(Socket client, string what)
    {
        var answer = new byte[64];
        try
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(what), _limit.Token);
            var length = await client.ReceiveAsync(answer, _limit.Token);
            return length == 0 ? null : Encoding.ASCII.GetString(answer, 0, length);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Answers each piece with itself.</summary>
    private async Task Serve()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(Answer(await _server.AcceptSocketAsync(_limit.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Answer(Socket socket)
    {
        using var one = socket;
        var piece = new byte[64];
        try
        {
            while (await one.ReceiveAsync(piece, _limit.Token) is > 0 and var length)
            {
                var text = Encoding.ASCII.GetString(piece, 0, length);
                _heard.Writer.TryWrite(text);
                await one.SendAsync(Encoding.ASCII.GetBytes("re:" + text), _limit.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The end of the test, or of the connection.
        }
    }
}
