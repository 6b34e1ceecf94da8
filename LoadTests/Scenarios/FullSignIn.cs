using System.CommandLine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Full sign-ins: the work unit, and what the server spends on one.</summary>
internal sealed class FullSignIn() : Scenario(
    "sign-in",
    "Full sign-ins (start, fetch, signed answer, redeem) in a closed loop, or paced with --rate: "
    + "server CPU per sign-in, latency, throughput.")
{
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<int> _people = Number("--people", 10_000, "Enrolled users, who take turns.");
    private readonly Option<int> _warmUp =
        Number("--warm-up", 40_000, "Sign-ins before the first run; with fewer the server still compiles.");
    private readonly Option<int> _signIns = Number("--sign-ins", 6_000, "Sign-ins a run.");
    private readonly Option<int> _runs = Number("--runs", 5, "Runs; the medians are over them.");
    private readonly Option<double> _rate =
        Number("--rate", 0.0, "Sign-ins begun each second, timed from when they were due; 0: closed loop.");
    private readonly Option<int[]> _process = new("--pid")
    {
        Description = "That server's process id, to read its CPU; with a cluster, those of gateway and silos.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _target = new("--target")
    {
        Description = "A server that runs already on a loopback address, on the population in --data; none is started.",
    };

    protected override void AddOptions(Command command)
    {
        Option[] options = [_virtualUsers, _people, _warmUp, _signIns, _runs, _rate, _target, _process];
        foreach (var option in options) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var target = parsed.GetValue(_target) is { } named ? Target.Parse(named) : null;
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, parsed.GetRequiredValue(_people), 120, cancel);
        Cores.PinDriver();
        if (target is not null) return await Measure(parsed, population, target, parsed.GetValue(_process) ?? [], cancel);
        await using var server = await GatewayProcess.Start(Common.Server(parsed), folder.Path, cancel);
        return await Measure(parsed, population, Common.Server(parsed).Target, [server.Id], cancel);
    }

    private async Task<bool> Measure(
        ParseResult parsed, SeededFolder population, Target target, IReadOnlyList<int> processes, CancellationToken cancel)
    {
        using var load = new Load(target, processes, parsed.GetRequiredValue(_virtualUsers));
        var (signIns, rate) = (parsed.GetRequiredValue(_signIns), parsed.GetRequiredValue(_rate));
        Console.WriteLine(
            $"{parsed.GetRequiredValue(_virtualUsers)} virtual users, {population.Users:N0} people, {population.Keys.Length:N0} phones, "
            + $"{signIns:N0} sign-ins a run, {(rate > 0 ? $"{rate} a second" : "closed loop")}; {Cores.Described}");
        await load.SignIns(population, population.Users, parsed.GetRequiredValue(_warmUp), 0, cancel);
        var report = new Report();
        List<RunResult> runs = [];
        for (var i = 1; i <= parsed.GetRequiredValue(_runs); i++)
        {
            runs.Add(await load.SignIns(population, population.Users, signIns, rate, cancel));
            report.Add($"sign-in {i}", runs[^1]);
        }

        report.AddMedian("sign-in median", runs);
        report.Print();
        TellMedians(runs);
        var first = runs.Select(run => run.FirstFailure).FirstOrDefault(failure => failure is not null);
        return Expect(first is null, "every sign-in succeeded" + (first is null ? "" : "; first failure: " + first));
    }

    private void TellMedians(List<RunResult> runs)
    {
        string Median(Func<RunResult, double> of, int decimals) => Report.Text(Report.MedianOf(runs.Select(of)), decimals);
        Tell("server CPU per sign-in", Median(run => run.ServerMicros, 0) + " µs");
        Tell("sign-ins a second", Median(run => run.PerSecond, 0));
        Tell("p50 of a sign-in", Median(run => run.Latencies.Milliseconds(Step.Total, 0.5), 1) + " ms");
        Tell("p99 of a sign-in", Median(run => run.Latencies.Milliseconds(Step.Total, 0.99), 1) + " ms");
        Tell("used by others meanwhile", Median(run => run.Others * 100, 0) + " % of the machine");
    }
}
