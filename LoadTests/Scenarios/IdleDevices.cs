using System.CommandLine;
using System.Globalization;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Phones that are connected and have nothing to do.</summary>
internal sealed class IdleDevices() : Scenario(
    "idle-devices",
    "Opens streams of device events, lets them idle, and runs full sign-ins of other users beside them: "
    + "memory per stream, change of CPU and p99.")
{
    private const double MostBytes = 20 * 1024;
    private const int OpenedAtOnce = 32;
    private static readonly TimeSpan Heartbeats = TimeSpan.FromSeconds(20);   // longer than the 15 s between two of one stream

    private readonly Option<int> _streams = Number("--streams", 10_000, "Streams, each of its own device.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users who sign in; others than those of the streams.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<int> _warmUp = Number("--warm-up", 20_000, "Sign-ins before anything is measured.");
    private readonly Option<int> _signIns = Number("--sign-ins", 4_000, "Sign-ins a run.");
    private readonly Option<int> _runs = Number("--runs", 5, "Runs without the streams, and as many with them.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _streams, _people, _virtualUsers, _warmUp, _signIns, _runs }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (people, count) = (parsed.GetRequiredValue(_people), parsed.GetRequiredValue(_streams));
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, people + count, 120, cancel);
        Cores.PinDriver();
        var choice = Common.Server(parsed);
        await using var server = await GatewayProcess.Start(choice, folder.Path, cancel);
        using var load = new Load(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers));
        await load.SignIns(population, people, parsed.GetRequiredValue(_warmUp), 0, cancel);
        var without = await Runs(parsed, load, population, cancel);
        var before = await Memory.Of(server, choice, cancel);

        var streams = new HttpConnection[count];
        try
        {
            Task OpenAll(Action<int> gauge) => Open(streams, choice.Target, number => population[people + number], gauge, cancel);
            await Progress.Show($"opening {count:N0} streams", count, OpenAll);
            var cpu = ProcessUsage.Cpu(server.Id);
            await Task.Delay(Heartbeats, cancel);
            var idle = (ProcessUsage.Cpu(server.Id) - cpu) / Heartbeats;
            var after = await Memory.Of(server, choice, cancel);
            var with = await Runs(parsed, load, population, cancel);
            return Judge(count, before, after, idle, without, with, streams.Count(stream => stream.Available > 0));
        }
        finally
        {
            foreach (var stream in streams) stream?.Dispose();
        }
    }

    private async Task<List<RunResult>> Runs(ParseResult parsed, Load load, SeededFolder population, CancellationToken cancel)
    {
        List<RunResult> runs = [];
        for (var i = 0; i < parsed.GetRequiredValue(_runs); i++)
            runs.Add(await load.SignIns(population, parsed.GetRequiredValue(_people), parsed.GetRequiredValue(_signIns), 0, cancel));
        return runs;
    }

    private static Task Open(HttpConnection[] streams, Target target, Func<int, Person> person, Action<int> gauge, CancellationToken cancel)
    {
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancel };
        return Parallel.ForAsync(0, streams.Length, atOnce, async (i, stop) =>
        {
            streams[i] = new(target.Address);
            var status = await new Phone(streams[i], target).Listen(person(i), stop);
            if (status != 200) throw new UnexpectedReplyException($"events: {status}");
            gauge(1);
        });
    }

    private bool Judge(int count, Memory before, Memory after, double idle, List<RunResult> without, List<RunResult> with, int beating)
    {
        var report = new Report();
        report.AddMedian("no streams", without);
        report.AddMedian($"{count:N0} streams", with);
        report.Print();
        var each = after.ResidentSince(before) / count;
        string[] cells =
        [
            count.ToString("N0", CultureInfo.InvariantCulture),
            Report.Text(each / 1024, 1),
            after.HeapBytes - before.HeapBytes is { } heap ? Report.Text(heap / 1024.0 / count, 1) : "not exposed",
            Report.Text(idle * 100, 1) + " %",
            Report.Text(Median(with, run => run.ServerMicros) / Median(without, run => run.ServerMicros), 2) + " x",
            Report.Text(Median(with, P99) / Median(without, P99), 2) + " x",
        ];
        var table = new Table("streams", "RSS KB each", "heap KB each", "idle CPU of a core", "CPU change", "p99 change");
        table.Add(cells);
        table.Print();
        Tell($"{cells[0]} streams: memory each, CPU of idling", $"{cells[1]} KB, {cells[3]} of a core");
        Tell($"{cells[0]} streams: CPU and p99 of sign-ins beside them", $"{cells[4]}, {cells[5]}");
        var held = Expect(with.Concat(without).All(run => run.Failures == 0), "every sign-in succeeded");
        held &= Expect(beating == count, $"every stream showed that it lives ({beating:N0} of {count:N0})");
        return held & Expect(each <= MostBytes, $"at most {MostBytes / 1024} KB of memory a stream");
    }

    private static double P99(RunResult run) => run.Latencies.Milliseconds(Step.Total, 0.99);

    private static double Median(List<RunResult> runs, Func<RunResult, double> of) => Report.MedianOf(runs.Select(of));
}
