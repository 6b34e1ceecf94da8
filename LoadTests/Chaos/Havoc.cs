using System.Diagnostics;
using System.Globalization;
using Countersign.LoadTests.Histories;

namespace Countersign.LoadTests.Chaos;

/// <summary>One kind of fault: how it is made, and that it is over again.</summary>
/// <param name="Number">Of docs/safety.md.</param>
/// <param name="Of">The nodes that it can befall; null: a database and all ways to it.</param>
/// <param name="Make">Returns when everything that was broken is whole.</param>
internal sealed record FaultKind(
    string Number, string Name, Func<Fleet, IEnumerable<Node>>? Of, Func<Blow, Task> Make);

/// <summary>One time that a fault is made.</summary>
internal sealed record Blow(Fleet Fleet, Node? Node, Random Random, CancellationToken Cancel)
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(120);

    public Node Victim => Node!;

    public Task Wait(int least, int most) => Task.Delay(Random.Next(least, most), Cancel);

    public Task Whole() => Victim.ReadyAgain(ReadyPatience, Cancel);

    /// <summary>Something wrong with a way for a while.</summary>
    public async Task Through(IEnumerable<Proxy> ways, ProxyMode mode, int least, int most, int delay = 0, int everyAnswer = 1)
    {
        var all = ways.ToArray();
        foreach (var way in all) way.Set(mode, TimeSpan.FromMilliseconds(delay), everyAnswer);
        try
        {
            await Wait(least, most);
        }
        finally
        {
            foreach (var way in all) way.Set(ProxyMode.Pass);
        }
    }

    public async Task Frozen(Action freeze, Action thaw, int least, int most)
    {
        freeze();
        try
        {
            await Wait(least, most);
        }
        finally
        {
            thaw();
        }
    }
}

/// <summary>The faults of docs/safety.md that can be made on one machine, in an order that follows from a seed.</summary>
internal sealed class Havoc(Fleet fleet, Recorder recorder, int seed)
{
    private readonly HashSet<Node> _befallen = [];
    private readonly Dictionary<string, int> _made = [];

    /// <summary>Something that must not have happened: a node that did not come back, or ended by itself.</summary>
    public string? Trouble { get; private set; }

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("F1", "kill silo", fleet => fleet.Silos, Killed),
        new("F2", "kill gateway", fleet => fleet.Gateways, Killed),
        new("F3", "kill at a commit", HaveWays, KilledAtCommit),
        new("F4", "lose answers", HaveWays, blow => blow.Through(WaysOf(blow), ProxyMode.DropAnswers, 1500, 4000, everyAnswer: 7)),
        new("F4", "deliver late", HaveWays, blow => blow.Through(WaysOf(blow), ProxyMode.HoldRequests, 2000, 6000)),
        new("F5", "store refuses", null, blow => blow.Through(blow.Fleet.WaysToStore, ProxyMode.Cut, 800, 3000)),
        new("F5", "store silent", null, blow => blow.Through(blow.Fleet.WaysToStore, ProxyMode.BlackHole, 800, 4000)),
        new("F5", "store frozen", null, StoreFrozen),
        new("F6", "store slow", null, blow => blow.Through(blow.Fleet.WaysToStore, ProxyMode.Delay, 2000, 5000, delay: 120)),
        new("F8", "clock", fleet => Node.HasClock ? fleet.Nodes : [], ClockStepped),
        new("F9", "cut off from the store", HaveWays, blow => blow.Through(WaysOf(blow), ProxyMode.BlackHole, 4000, 10_000)),
        new("F9", "silos apart", HaveOthers, blow => Apart(blow, ProxyMode.BlackHole, ProxyMode.BlackHole)),
        new("F9", "silo hears nothing", HaveOthers, blow => Apart(blow, ProxyMode.BlackHoleRequests, ProxyMode.BlackHoleAnswers)),
        new("F9", "gateway apart", fleet => fleet.HasCrossings ? fleet.Gateways : [], GatewayApart),
        new("F9", "freeze silo", fleet => fleet.Silos, blow => Stopped(blow, 6000, 14_000)),
        new("F9", "freeze gateway", fleet => fleet.Gateways, blow => Stopped(blow, 1500, 7000)),
        new("F10", "restart silo", fleet => fleet.Silos, Restarted),
        new("F10", "restart gateway", fleet => fleet.Gateways, Restarted),
        new("F13", "files may not grow", fleet => fleet.Server.Port is null ? fleet.Writers : [], FilesFull),
        new("F22", "a second process", fleet => fleet.Server.Port is null && !fleet.IsClustered ? fleet.Gateways : [], SecondProcess),
    ];

    /// <summary>One fault after another, the ones made least first, until <paramref name="enough"/>.</summary>
    /// <param name="kinds">Those to choose from.</param>
    /// <param name="calm">Between two.</param>
    public async Task Run(IReadOnlyList<FaultKind> kinds, TimeSpan calm, int lane, CancellationToken enough, CancellationToken cancel)
    {
        var random = new Random(HashCode.Combine(seed, lane));
        while (!enough.IsCancellationRequested && Trouble is null)
        {
            try
            {
                await Task.Delay(calm * (0.5 + random.NextDouble()), enough);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (Draw(kinds, random) is var (kind, node)) await Make(kind, node, random, cancel);
        }
    }

    /// <summary>
    /// Starts again whoever has ended by itself, as a supervisor does: a silo that was cut off and given up learns of it later, and ends.
    /// </summary>
    public async Task Supervise(CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(enough))
            {
                lock (_befallen)
                {
                    foreach (var node in fleet.Nodes.Where(node => !node.IsRunning && !_befallen.Contains(node))) node.Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private (FaultKind, Node?)? Draw(IReadOnlyList<FaultKind> kinds, Random random)
    {
        lock (_befallen)
        {
            var possible = kinds.Where(kind => kind.Of is null ? fleet.Server.Port is not null : Nodes(kind).Any()).ToArray();
            if (possible.Length == 0) return null;
            var least = possible.Min(kind => _made.GetValueOrDefault(kind.Name));
            var rarest = possible.Where(kind => _made.GetValueOrDefault(kind.Name) == least).ToArray();
            var drawn = rarest[random.Next(rarest.Length)];
            _made[drawn.Name] = least + 1;
            if (drawn.Of is null) return (drawn, null);
            var nodes = Nodes(drawn).ToArray();
            var node = nodes[random.Next(nodes.Length)];
            _befallen.Add(node);
            return (drawn, node);
        }
    }

    /// <summary>One of each kind of node is left alone, so that somebody serves; unless there is but one.</summary>
    private IEnumerable<Node> Nodes(FaultKind kind)
    {
        bool IsFree(Node node)
        {
            var peers = Peers(node);
            return peers.Count == 1 ? _befallen.Count == 0 : peers.Count(_befallen.Contains) < peers.Count - 1;
        }

        return kind.Of!(fleet).Where(node => !_befallen.Contains(node) && IsFree(node));
    }

    private List<Node> Peers(Node node) => fleet.Silos.Contains(node) ? fleet.Silos : fleet.Gateways;

    private async Task Make(FaultKind kind, Node? node, Random random, CancellationToken cancel)
    {
        var from = recorder.Now;
        try
        {
            await kind.Make(new(fleet, node, random, cancel));
        }
        catch (IOException gone)
        {
            Trouble = $"after {kind.Name}: {gone.Message}";
        }
        finally
        {
            recorder.Add(new Fault(kind.Number, kind.Name, node?.Name ?? "all", from, recorder.Now));
            lock (_befallen)
            {
                if (node is not null) _befallen.Remove(node);
            }
        }
    }

    private static IEnumerable<Node> HaveWays(Fleet fleet) => fleet.Writers.Where(node => fleet.WayToStore(node) is not null);

    private static IEnumerable<Node> HaveOthers(Fleet fleet) => fleet is { HasCrossings: true, Silos.Count: > 1 } ? fleet.Silos : [];

    private static IEnumerable<Proxy> WaysOf(Blow blow) => [blow.Fleet.WayToStore(blow.Victim)!];

    private static async Task Killed(Blow blow)
    {
        await blow.Victim.Kill();
        blow.Victim.Start();
        await blow.Whole();
    }

    /// <summary>What it has sent is carried out, what comes of it is heard by nobody.</summary>
    private static async Task KilledAtCommit(Blow blow)
    {
        var way = blow.Fleet.WayToStore(blow.Victim)!;
        way.Set(ProxyMode.DropAnswers);
        await blow.Wait(5, 60);
        await blow.Victim.Kill();
        way.Set(ProxyMode.Pass);
        blow.Victim.Start();
        await blow.Whole();
    }

    private static Task StoreFrozen(Blow blow)
    {
        void Signal(string name)
        {
            if (blow.Fleet.Server.Id is not { } id) return;
            using var kill = Process.Start("kill", ["-" + name, id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        return blow.Frozen(() => Signal("STOP"), () => Signal("CONT"), 1000, 5000);
    }

    /// <summary>
    /// One silo and the others do not hear of each other, or it does not hear of them; all have the store and the gateways.
    /// </summary>
    private static async Task Apart(Blow blow, ProxyMode toIt, ProxyMode fromIt)
    {
        var (fleet, it) = (blow.Fleet, blow.Victim);
        var others = fleet.Silos.Where(silo => silo != it).ToArray();
        var most = blow.Random.Next(4000, 12_000);
        await Task.WhenAll(
            blow.Through(others.SelectMany(other => fleet.Ways(other, it)), toIt, most, most + 1),
            blow.Through(others.SelectMany(other => fleet.Ways(it, other)), fromIt, most, most + 1));
        await blow.Whole();   // who was given up by the others ends, and is started again
    }

    /// <summary>From one silo, or from all of them.</summary>
    private static Task GatewayApart(Blow blow)
    {
        var silos = blow.Fleet.Silos;
        IEnumerable<Node> cut = blow.Random.Next(3) == 0 ? silos : [silos[blow.Random.Next(silos.Count)]];
        return blow.Through(cut.SelectMany(silo => blow.Fleet.Ways(blow.Victim, silo)), ProxyMode.BlackHole, 3000, 9000);
    }

    private static Task Stopped(Blow blow, int least, int most) =>
        blow.Frozen(blow.Victim.Freeze, blow.Victim.Thaw, least, most);

    /// <summary>Ten minutes either way, or a wobble; put right before anything else befalls the node.</summary>
    private static async Task ClockStepped(Blow blow)
    {
        int[] steps = [600, -600, 5, -5, 30, -30];
        blow.Victim.SetClock(TimeSpan.FromSeconds(steps[blow.Random.Next(steps.Length)]));
        try
        {
            await blow.Wait(4000, 9000);
        }
        finally
        {
            blow.Victim.SetClock(TimeSpan.Zero);
        }

        await blow.Wait(2000, 2001);   // until the file is read again
    }

    private static async Task Restarted(Blow blow)
    {
        await blow.Victim.Stop();
        blow.Victim.Start();
        await blow.Whole();
    }

    private static async Task FilesFull(Blow blow)
    {
        blow.Victim.LimitFiles(64 * 1024);
        try
        {
            await blow.Wait(1000, 3000);
        }
        finally
        {
            blow.Victim.LimitFiles(null);
        }

        await blow.Whole();
    }

    /// <summary>On the same database: it must not come up.</summary>
    private static async Task SecondProcess(Blow blow)
    {
        var second = blow.Fleet.Double(blow.Victim);
        await using (second)
        {
            second.Start();
            for (var waited = 0; waited < 100 && second.IsRunning; waited++) await Task.Delay(100, blow.Cancel);
            if (second.IsRunning || second.ExitCode == 0) throw new IOException("a second process on the database came up");
        }
    }
}
