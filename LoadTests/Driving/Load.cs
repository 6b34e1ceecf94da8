using System.Diagnostics;
using System.Net.Sockets;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Driving;

/// <summary>What one run came to.</summary>
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

/// <summary>Load of a fixed number of operations by a fixed number of virtual users, bounded in time as well.</summary>
internal sealed class Load(Target target, int? serverProcess, int virtualUsers) : IDisposable
{
    private const int MostFailures = 100;   // something is broken: more of it tells no more
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);

    private readonly VirtualUser[] _users = [.. Enumerable.Range(0, virtualUsers).Select(_ => new VirtualUser(target))];
    private int _nextPerson;

    /// <summary>Full sign-ins.</summary>
    /// <param name="perSecond">How many begin each second, lateness counted; 0: each begins the next when the last one ended.</param>
    /// <param name="people">Whose turn it is goes round among so many, from number 0.</param>
    public Task<RunResult> SignIns(SeededFolder population, int people, int count, double perSecond, CancellationToken cancel) => Run(
        count, perSecond, (user, _, late, seen, stop) => user.SignIn(population[NextOf(people)], late, seen, stop), cancel);

    /// <summary>Starts that are left pending, each of its own person, from number <paramref name="first"/> on.</summary>
    public Task<RunResult> Parks(SeededFolder population, int first, int count, Action<int> gauge, CancellationToken cancel) => Run(
        count, 0, async (user, index, _, _, stop) =>
        {
            await user.Park(population[first + index], stop);
            gauge(1);
        }, cancel);

    public void Dispose()
    {
        foreach (var user in _users) user.Dispose();
    }

    private int NextOf(int people) => (int)((uint)(Interlocked.Increment(ref _nextPerson) - 1) % (uint)people);

    private delegate Task Operation(VirtualUser user, int index, long late, Latencies seen, CancellationToken cancel);

    private async Task<RunResult> Run(int count, double perSecond, Operation operation, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(LongestRun);
        var shared = new Shared(count, perSecond);
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
            serverProcess is { } pid ? ProcessUsage.ResidentBytes(pid) : 0, shared.Failures, shared.FirstFailure);
    }

    private static async Task<Latencies> One(VirtualUser user, Shared shared, Operation operation, CancellationToken cancel)
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
        serverProcess is { } pid ? ProcessUsage.Cpu(pid) : TimeSpan.Zero,
        ProcessUsage.Cpu(Environment.ProcessId),
        ProcessUsage.MachineCpu());

    /// <summary>What the virtual users of one run have in common.</summary>
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
