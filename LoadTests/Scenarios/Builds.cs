using System.CommandLine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>
/// The same sign-ins through two builds of the gateway, in turn: what a change costs. Figures of different hours cannot be compared, those
/// of one round can.
/// </summary>
internal sealed class Builds() : Scenario(
    "builds",
    "Full sign-ins through this build and another, round by round, each with its own data: "
    + "server CPU per sign-in, and the ratio of each round.")
{
    private readonly Option<string> _other = new("--before")
    {
        Description = "Countersign.Gateway.dll of the other build.", Required = true,
    };

    private readonly Option<string?> _otherData = new("--before-data")
    {
        Description = "Folder of the other build's population, which it writes to; made by its own sign-in --data with --warm-up 1 "
            + "--sign-ins 1 --runs 1, so that it is as young as this build's. Default: one made here, if the other build reads that.",
    };

    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<int> _people = Number("--people", 20_000, "Enrolled users of each build.");
    private readonly Option<int> _warmUp =
        Number("--warm-up", 60_000, "Sign-ins of each build before the first round; with fewer it still compiles.");
    private readonly Option<int> _signIns = Number("--sign-ins", 3_000, "Sign-ins of each build in a round.");
    private readonly Option<int> _rounds = Number("--rounds", 20, "Rounds; the medians are over them.");
    private readonly Option<double> _most = Number("--most", 1.05, "What this build may cost as a multiple of the other.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _other, _otherData, _virtualUsers, _people, _warmUp, _signIns, _rounds, _most })
            command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetRequiredValue(_rounds) < 1) throw new FormatException("--rounds: at least one.");
        using var folder = Common.Folder(parsed);
        var here = Common.Server(parsed);
        var other = here with { Binary = parsed.GetRequiredValue(_other), Port = here.Port + 10 };
        Cores.PinDriver();
        Console.WriteLine(
            $"{parsed.GetRequiredValue(_virtualUsers)} virtual users, {parsed.GetRequiredValue(_people):N0} people, "
            + $"{parsed.GetRequiredValue(_signIns):N0} sign-ins a round, closed loop; {Cores.Described}");
        await using var before = await Begin(
            parsed, other, parsed.GetValue(_otherData) ?? Path.Combine(folder.Path, "before"), cancel);
        await using var now = await Begin(parsed, here, Path.Combine(folder.Path, "now"), cancel);
        foreach (var build in new[] { before, now }) await build.SignIn(parsed.GetRequiredValue(_warmUp), cancel);
        for (var round = 0; round < parsed.GetRequiredValue(_rounds); round++)
        {
            Build[] turns = round % 2 == 0 ? [before, now] : [now, before];   // neither is always the one that begins
            foreach (var build in turns) build.Runs.Add(await build.SignIn(parsed.GetRequiredValue(_signIns), cancel));
        }

        return Judge(before.Runs, now.Runs, parsed.GetRequiredValue(_most));
    }

    private async Task<Build> Begin(ParseResult parsed, ServerChoice server, string folder, CancellationToken cancel)
    {
        var people = parsed.GetRequiredValue(_people);
        var choice = new SeedChoice(people, Math.Min(people, parsed.GetRequiredValue(Common.Phones)), 120);
        var population = await Seed.Of(folder, choice, cancel);
        var process = await GatewayProcess.Start(server, folder, cancel);
        return new(process, population, new(server.Target, [process.Id], parsed.GetRequiredValue(_virtualUsers)));
    }

    private bool Judge(List<RunResult> before, List<RunResult> now, double most)
    {
        double[] ratios = [.. now.Zip(before, (one, other) => one.ServerMicros / other.ServerMicros)];
        var table = new Table("round", "before, µs", "now, µs", "ratio", "before, a second", "now, a second", "others, %");
        for (var round = 0; round < ratios.Length; round++)
        {
            var (one, other) = (before[round], now[round]);
            table.Add(
                $"{round + 1}", Report.Text(one.ServerMicros, 0), Report.Text(other.ServerMicros, 0), Report.Text(ratios[round], 2),
                Report.Text(one.PerSecond, 0), Report.Text(other.PerSecond, 0), Report.Text((one.Others + other.Others) * 50, 0));
        }

        table.Print(asMarkdown: true);
        TellSpread("server CPU per sign-in before", before);
        TellSpread("server CPU per sign-in now", now);
        var failure = before.Concat(now).FirstOrDefault(run => run.FirstFailure is not null)?.FirstFailure;
        var held = Expect(failure is null, "every sign-in succeeded" + (failure is null ? "" : "; first failure: " + failure));
        return held & Expect(
            Report.MedianOf(ratios) <= most, $"a sign-in costs at most {most} times what it did: {Report.Spread(ratios, 3)}");
    }

    private void TellSpread(string what, List<RunResult> runs)
    {
        var seen = Report.Spread([.. runs.Select(run => run.ServerMicros)], 0) + " µs";
        Console.WriteLine($"{what}: {seen}");
        Tell(what, seen);
    }

    private sealed record Build(GatewayProcess Process, SeededFolder Population, Load Load) : IAsyncDisposable
    {
        public List<RunResult> Runs { get; } = [];

        public Task<RunResult> SignIn(int count, CancellationToken cancel) =>
            Load.SignIns(Population, Population.Users, count, 0, cancel);

        public async ValueTask DisposeAsync()
        {
            Load.Dispose();
            await Process.DisposeAsync();
        }
    }
}
