using System.Diagnostics;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Crashing;

/// <summary>A server that is killed without warning and started again on its data.</summary>
internal sealed class MortalServer : IAsyncDisposable
{
    private static readonly TimeSpan LeastUp = TimeSpan.FromSeconds(1);   // or the kills would find nothing under way

    private readonly ServerChoice _choice;
    private readonly string _data;
    private readonly Gate _gate;
    private readonly List<TimeSpan> _toReady = [], _cpuToReady = [];
    private GatewayProcess _server;

    private MortalServer(ServerChoice choice, string data, Gate gate, GatewayProcess server) =>
        (_choice, _data, _gate, _server) = (choice, data, gate, server);

    /// <summary>The time from each kill until the server was ready again.</summary>
    public IReadOnlyList<TimeSpan> ToReady => _toReady;

    /// <summary>The CPU of each new process until then: the part of it that a busy machine does not stretch.</summary>
    public IReadOnlyList<TimeSpan> CpuToReady => _cpuToReady;

    public static async Task<MortalServer> Start(ServerChoice choice, string data, Gate gate, CancellationToken cancel) =>
        new(choice, data, gate, await GatewayProcess.Start(choice, data, cancel));

    /// <summary>
    /// A kill each <paramref name="every"/>, or once it was up for a moment, until the time is over or the load has ended.
    /// </summary>
    public async Task DieAgainAndAgain(TimeSpan every, TimeSpan whole, Action restarted, Task load, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        while (clock.Elapsed < whole && !load.IsCompleted)
        {
            var untilNext = last + every - clock.Elapsed;
            await Task.Delay(untilNext > LeastUp ? untilNext : LeastUp, cancel);
            last = clock.Elapsed;
            _gate.Close();
            await Kill();
            _server = await GatewayProcess.Start(_choice, _data, cancel);
            _toReady.Add(clock.Elapsed - last);
            _cpuToReady.Add(ProcessUsage.Cpu(_server.Id));
            restarted();
            _gate.Open();
        }
    }

    public async Task Kill()
    {
        await _server.Kill();
        await _server.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
