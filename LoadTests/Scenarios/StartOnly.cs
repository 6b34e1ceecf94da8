using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Many challenges pending at once: what each costs, and whether sign-ins among them notice.</summary>
internal sealed class StartOnly() : Scenario(
    "start-only",
    "Parks pending challenges, each of its own user, and runs full sign-ins of other users at each level: "
    + "memory each, change of CPU and p99.")
{
    private const int ChallengeSeconds = 600;
    private const double MostBytes = 2048, MostTimesSlower = 2;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private readonly Option<string> _levels = Number(
        "--levels", "0,100000,1000000", "How many are pending, rising; a million of them and their users take some 4 GB of disk.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users who sign in.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Requests under way at once.");
    private readonly Option<int> _warmUp = Number("--warm-up", 20_000, "Sign-ins before anything is measured.");
    private readonly Option<int> _signIns = Number("--sign-ins", 4_000, "Sign-ins a run.");
    private readonly Option<int> _runs = Number("--runs", 5, "Runs at each level.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _levels, _people, _virtualUsers, _warmUp, _signIns, _runs }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var levels = parsed.GetRequiredValue(_levels).Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var people = parsed.GetRequiredValue(_people);
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, people + levels.Max(), ChallengeSeconds, cancel);
        Cores.PinDriver();
        var choice = Common.Server(parsed);
        await using var server = await GatewayProcess.Start(choice, folder.Path, cancel);
        using var load = new Load(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers));
        await load.SignIns(population, people, parsed.GetRequiredValue(_warmUp), 0, cancel);

        var levelsSeen = new List<Level>();
        Stopwatch? pendingSince = null;
        foreach (var pending in levels)
        {
            var from = levelsSeen.Count == 0 ? 0 : levelsSeen[^1].Pending;
            if (pending > 0) pendingSince ??= Stopwatch.StartNew();
            var parked = pending == from ? null : await Park(load, population, people + from, pending - from, cancel);
            var memory = await Memory.Of(server, choice, cancel);
            List<RunResult> runs = [];
            for (var i = 0; i < parsed.GetRequiredValue(_runs); i++)
                runs.Add(await load.SignIns(population, people, parsed.GetRequiredValue(_signIns), 0, cancel));
            levelsSeen.Add(new(pending, parked, memory, DiskBytes(folder.Path), runs));
        }

        return Judge(levelsSeen, pendingSince?.Elapsed ?? TimeSpan.Zero);
    }

    private static async Task<RunResult> Park(Load load, SeededFolder population, int first, int count, CancellationToken cancel)
    {
        RunResult? result = null;
        async Task Parks(Action<int> gauge) => result = await load.Parks(population, first, count, gauge, cancel);
        await Progress.Show($"parking {count:N0} more", count, Parks);
        return result!;
    }

    private static long DiskBytes(string folder) => new DirectoryInfo(folder).EnumerateFiles("countersign.db*").Sum(file => file.Length);

    private bool Judge(List<Level> levels, TimeSpan pendingFor)
    {
        var report = new Report();
        foreach (var level in levels) report.AddMedian($"{level.Pending:N0} pending", level.Runs);
        report.Print();

        var lowest = levels[0];
        var table = new Table(
            "pending", "RSS MB", "heap MB", "RSS bytes each", "disk bytes each", "start server µs", "start failures", "CPU change",
            "p99 change");
        foreach (var level in levels)
        {
            var cells = level.Cells(lowest);
            table.Add(cells);
            Tell($"{cells[0]} pending: memory each, CPU and p99 of sign-ins beside them", $"{cells[3]} B, {cells[7]}, {cells[8]}");
        }

        table.Print();

        var held = Expect(levels.All(level => level.Failures == 0), "every start and every sign-in succeeded");
        held &= Expect(pendingFor < TimeSpan.FromSeconds(ChallengeSeconds) - Margin, "all of them were pending to the end of the last run");
        foreach (var level in levels.Skip(1))
        {
            held &= Expect(level.BytesEach(lowest) <= MostBytes, $"{level.Pending:N0} pending: at most {MostBytes} bytes of memory each");
            var slower = level.P99 / lowest.P99;
            held &= Expect(
                slower < MostTimesSlower, $"{level.Pending:N0} pending: p99 below {MostTimesSlower} times that with {lowest.Pending:N0}");
        }

        return held;
    }

    private sealed record Level(int Pending, RunResult? Parked, Memory Memory, long Disk, IReadOnlyList<RunResult> Runs)
    {
        public double P99 => Report.MedianOf(Runs.Select(run => run.Latencies.Milliseconds(Step.Total, 0.99)));

        private double Cpu => Report.MedianOf(Runs.Select(run => run.ServerMicros));

        public int Failures => Runs.Sum(run => run.Failures) + (Parked?.Failures ?? 0);

        public double BytesEach(Level lowest) =>
            Pending == lowest.Pending ? 0 : Memory.ResidentSince(lowest.Memory) / (Pending - lowest.Pending);

        public string[] Cells(Level lowest) =>
        [
            Pending.ToString("N0", CultureInfo.InvariantCulture),
            Report.Text(Memory.ResidentBytes / 1048576.0, 0),
            Memory.HeapBytes is { } heap ? Report.Text(heap / 1048576.0, 0) : "not exposed",
            Report.Text(BytesEach(lowest), 0),
            Report.Text(Pending == lowest.Pending ? 0 : (double)(Disk - lowest.Disk) / (Pending - lowest.Pending), 0),
            Parked is null ? "" : Report.Text(Parked.ServerMicros, 0),
            Parked is null ? "" : Parked.Failures.ToString(CultureInfo.InvariantCulture),
            Report.Text(Cpu / lowest.Cpu, 2) + " x",
            Report.Text(P99 / lowest.P99, 2) + " x",
        ];
    }
}
