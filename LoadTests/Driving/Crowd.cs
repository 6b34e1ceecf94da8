using System.Diagnostics;
using System.Net.Sockets;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Driving;

/// <summary>The result of one run.</summary>
/// <param name="ServerMicros">Server CPU per operation.</param>
/// <param name="DriverMicros">This process's CPU per operation.</param>
/// <param name="Others">What everybody else on the machine used, as a part of all its cores.</param>
/// <param name="FirstFailure">Null when there was none.</param>
internal sealed record RunResult(
    Latencies Latencies, int Done, double Seconds, double ServerMicros, double DriverMicros, double Others, long ResidentBytes,
    int Failures, string? FirstFailure)
{
    public double PerSecond => Done / Seconds;
}

/// <summary>
/// Some at once, each with connections of its own, who do a fixed number of operations between them; bounded in time as well. What the
/// server spends meanwhile is read from its process.
/// </summary>
internal sealed class Crowd<TUser>(Func<TUser> make, IReadOnlyList<int> servers, int size) : IDisposable
    where TUser : IDisposable
{
    private const int MostFailures = 100;   // something is broken: more of it tells no more
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);

    private TUser[] _users = [];

    /// <param name="late">Ticks that passed since it should have begun; 0 in a closed loop.</param>
    public delegate Task Operation(TUser user, int index, long late, Latencies seen, CancellationToken cancel);

    public void Dispose()
    {
        foreach (var user in _users) user.Dispose();
        _users = [];
    }

    /// <param name="perSecond">How many begin each second, lateness counted; 0: each begins the next when the last one ended.</param>
    public async Task<RunResult> Run(int count, double perSecond, Operation operation, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(LongestRun);
        var shared = new Shared(count, perSecond);
        Dispose();   // a connection that waited for its turn for minutes may have been closed by the server
        _users = [.. Enumerable.Range(0, size).Select(_ => make())];
        var before = Usage();
        var results = await Task.WhenAll(_users.Select(user => Task.Run(() => One(user, shared, operation, bound.Token))));
        var seconds = shared.Clock.Elapsed.TotalSeconds;
        var after = Usage();

        var latencies = new Latencies();
        foreach (var result in results) latencies.Add(result);
        latencies.Sort();
        var done = Math.Max(1, count - shared.Failures);
        var (server, driver) = (after.Server - before.Server, after.Driver - before.Driver);
        var others = Math.Max(0, (after.Machine - before.Machine - server - driver).TotalSeconds / (seconds * Environment.ProcessorCount));
        return new(
            latencies, done, seconds, server.TotalMicroseconds / done, driver.TotalMicroseconds / done, others,
            servers.Sum(ProcessUsage.ResidentBytes), shared.Failures, shared.FirstFailure);
    }

    private static async Task<Latencies> One(TUser user, Shared shared, Operation operation, CancellationToken cancel)
    {
        var seen = new Latencies();
        while (shared.Next() is { } index)
        {
            try
            {
                var late = await shared.Due(index, cancel);
                await operation(user, index, late, seen, cancel);
            }
            catch (Exception failed) when (failed is UnexpectedReplyException or IOException or SocketException)
            {
                shared.Failed(failed.Message);
            }
        }

        return seen;
    }

    private (TimeSpan Server, TimeSpan Driver, TimeSpan Machine) Usage() => (
        TimeSpan.FromTicks(servers.Sum(pid => ProcessUsage.Cpu(pid).Ticks)),
        ProcessUsage.Cpu(Environment.ProcessId),
        ProcessUsage.MachineCpu());

    /// <summary>The common state of the virtual users of one run.</summary>
    private sealed class Shared(int count, double perSecond)
    {
        private int _next, _failures;

        public Stopwatch Clock { get; } = Stopwatch.StartNew();

        public int Failures => _failures;

        public string? FirstFailure { get; private set; }

        public int? Next() => _failures < MostFailures && Interlocked.Increment(ref _next) - 1 is var index && index < count ? index : null;

        /// <summary>Waits until this operation is due; how late it then is, in ticks. A paced run that falls behind must show it.</summary>
        public async ValueTask<long> Due(int index, CancellationToken cancel)
        {
            if (perSecond <= 0) return 0;
            var due = TimeSpan.FromSeconds(index / perSecond);
            if (due > Clock.Elapsed) await Task.Delay(due - Clock.Elapsed, cancel);
            return (long)(Math.Max(0, (Clock.Elapsed - due).TotalSeconds) * Stopwatch.Frequency);
        }

        public void Failed(string message)
        {
            if (Interlocked.Increment(ref _failures) == 1) FirstFailure = message;
        }
    }
}
