using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Countersign.Engine.Contract.Storage;
using Countersign.Engine.Ports;
using Countersign.Grains.Interfaces.Clustering;
using Countersign.SiloProcess;
using Countersign.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Countersign.Engine.Contract.Hosts;

/// <summary>Where a store is that several processes open.</summary>
/// <param name="Kind">As <c>Countersign:Store</c> and <c>Countersign:Clustering</c> have it.</param>
/// <param name="Prefix">Of an account's tables.</param>
internal sealed record StorePlace(string Kind, string Connection, string Prefix = "");

/// <summary>
/// A cluster of silos that are processes of their own (Tests/SiloProcess), and a gateway's way there. The test's clock goes for all of
/// them, and what it scripts for its own store happens to theirs.
/// </summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);   // generous: a busy machine starts slowly

    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Find());
    private readonly List<Line> _lines = [];
    private readonly List<ServerProcess> _silos = [];
    private readonly TestClock _clock;
    private readonly FaultyStore _faulty;
    private readonly HookedStore _hooked;
    private ClusterConnection? _connection;

    private readonly Func<string, Task> _tellAll;

    private SiloProcesses(TestClock clock, FaultyStore faulty, HookedStore hooked, Func<string, Task> tellAll) =>
        (_clock, _faulty, _hooked, _tellAll) = (clock, faulty, hooked, tellAll);

    public ISignInEngine Engine => _connection!.Engine;

    /// <param name="tellAll">Tells the silos of all clusters on the store something, and comes back when they have done it.</param>
    public static async Task<SiloProcesses> Start(
        StorePlace place, int count, TestClock clock, FaultyStore faulty, HookedStore hooked, Func<string, Task> tellAll)
    {
        var started = new SiloProcesses(clock, faulty, hooked, tellAll);
        try
        {
            await started.Begin(place, count);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clock.Told -= Tell;
        if (_connection is not null) await _connection.DisposeAsync();
        _listener.Stop();
        foreach (var line in _lines) line.Dispose();
        foreach (var silo in _silos) silo.Dispose();
    }

    private async Task Begin(StorePlace place, int count)
    {
        _listener.Start();
        _ = Accept();
        var cluster = new ClusterSettings(place.Kind)
        {
            Table = place.Kind, Connection = place.Connection, Id = "c" + Guid.NewGuid().ToString("N")[..12],
            Times = new() { Answer = TimeSpan.FromSeconds(30) },
        };
        await Membership.Prepare(cluster, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Silo(place, cluster.Id)));
        _clock.Told += Tell;
        _connection = new(cluster, _clock);
        await _connection.Begin(NullLogger.Instance).WaitAsync(Limit);
    }

    private async Task Silo(StorePlace place, string cluster)
    {
        var silo = await ServerProcess.Start(
            [
                "env", $"STORE_CONNECTION={place.Connection}", $"STORE_PREFIX={place.Prefix}", "dotnet",
                Path.Combine(AppContext.BaseDirectory, "Countersign.SiloProcess.dll"), place.Kind, cluster, $"{FreePort.Find()}",
                $"{FreePort.Find()}", $"{((IPEndPoint)_listener.LocalEndpoint).Port}",
                _clock.GetUtcNow().Ticks.ToString(CultureInfo.InvariantCulture),
            ],
            "ready", "TERM", Limit, Directory.CreateTempSubdirectory("countersign-silo-").FullName);
        lock (_silos) _silos.Add(silo);
    }

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                var line = new Line(await _listener.AcceptSocketAsync(), Answer);
                lock (_lines) _lines.Add(line);
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>All silos have heard of it before the test goes on.</summary>
    private void Tell(string what) => TellSilos(what).Wait(Limit);

    public Task TellSilos(string what)
    {
        lock (_lines) return Task.WhenAll(_lines.Select(line => line.Ask(what)));
    }

    /// <summary>What becomes of something that a silo is about to ask of its store.</summary>
    private async ValueTask<string> Answer(Line silo, string asked)
    {
        switch (asked.Split(' '))
        {
            case ["load"]:
                return _faulty.Refuses(isOfOneRow: true) ? "away" : "may";
            case ["list"]:
                return _faulty.Refuses(isOfOneRow: false) ? "away" : "may";
            case ["commit", var number]:
                var deliver = async ValueTask<CommitResult> () => Enum.Parse<CommitResult>(await silo.Ask("deliver " + number));
                return _faulty.IsUnavailable ? "away" : _faulty.Meets(deliver)?.ToString() ?? "may";
            case ["seal", _]:
                await _tellAll(asked);
                return "done";
            case ["committed"]:
                _hooked.Committed();
                return "done";
            case ["waits", var due]:
                _clock.SomebodyWaits(TimeSpan.FromTicks(long.Parse(due, CultureInfo.InvariantCulture)));
                return "done";
            default:
                throw new InvalidOperationException(asked);
        }
    }
}
