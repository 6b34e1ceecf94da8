using System.CommandLine;
using System.Globalization;
using Countersign.LoadTests.Chaos;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>The same sign-ins through several ways of running the service, in turn: what each of them costs beside the others.</summary>
internal sealed class Hosts() : Scenario(
    "hosts",
    "Full sign-ins through one gateway, embedded or in front of silos, on several stores, round by round: "
    + "CPU of gateway and silos together.")
{
    private const string Everything = "sqlite,sqlite+1,postgres,postgres+1,postgres+3";

    /// <summary>What one may cost as a multiple of the other (CLU-6).</summary>
    private static readonly (string Of, string To, double Most)[] Targets =
    [
        ("sqlite+1", "sqlite", 2.0), ("postgres", "sqlite", 1.5), ("postgres+1", "postgres", 2.0), ("postgres+3", "postgres+1", 1.15),
    ];

    private readonly Option<string> _hosts = Number(
        "--hosts", Everything,
        "Stores, each with the number of its silos; without one, the engine is embedded. With @ and a number, so many sign-ins begin "
        + "in a second (postgres+3@300); without, each begins when the last one ended.");

    private readonly Option<int> _virtualUsers = Number("--virtual-users", 16, "Sign-ins under way at once.");
    private readonly Option<int> _people = Number("--people", 5_000, "Enrolled users on each store.");
    private readonly Option<int> _warmUp = Number("--warm-up", 15_000, "Sign-ins of each before the first round.");
    private readonly Option<int> _signIns = Number("--sign-ins", 2_000, "Sign-ins of each in a round.");
    private readonly Option<int> _rounds = Number("--rounds", 7, "Rounds; the medians are over them.");
    private readonly Option<string> _silo = Number("--silo", ServerChoice.SiloBuiltAlongside, "Countersign.Silo.dll to start.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _hosts, _virtualUsers, _people, _warmUp, _signIns, _rounds, _silo })
            command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        using var folder = Common.Folder(parsed);
        var hosts = new List<Host>();
        Cores.PinDriver();
        Console.WriteLine(Cores.Described);
        try
        {
            foreach (var name in parsed.GetRequiredValue(_hosts).Split(','))
                hosts.Add(await Begin(parsed, name.Trim(), Path.Combine(folder.Path, $"{hosts.Count}"), hosts.Count, cancel));
            foreach (var host in hosts) await host.SignIn(parsed.GetRequiredValue(_warmUp), 0, cancel);
            var rounds = parsed.GetRequiredValue(_rounds);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var host in hosts) host.Runs.Add(await host.SignIn(parsed.GetRequiredValue(_signIns), host.PerSecond, cancel));
            }

            return Judge(hosts, rounds);
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    private async Task<Host> Begin(ParseResult parsed, string name, string folder, int number, CancellationToken cancel)
    {
        var (kind, perSecond) = name.Split('@') switch
        {
            [var all] => (all, 0),
            [var what, var rate] when int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var begun) => (what, begun),
            _ => throw new FormatException($"--hosts: '{name}' has no number of sign-ins a second behind its @, such as postgres@100."),
        };
        var (store, silos) = kind.Split('+') switch
        {
            [var only] => (only, 0),
            [var on, var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var silo) => (on, silo),
            _ => throw new FormatException($"--hosts: '{name}' is not a store, or a store and a number of silos such as postgres+3."),
        };
        var server = Common.Server(parsed);
        var port = server.Port + 10 * number;
        var fleet = await Fleet.Begin(
            new(store, silos, 1, folder, port, server.Binary, parsed.GetRequiredValue(_silo)) { IsMeasured = true });
        var people = parsed.GetRequiredValue(_people);
        var choice = new SeedChoice(people, Math.Min(people, 1000), 120)
        {
            Store = store, Connection = fleet.StoreSettings.Connection, Batch = fleet.Server.Port is null ? 2048 : 16,
        };
        try
        {
            var population = await Seed.Of(fleet.DataFolder, choice, cancel);
            await fleet.Start(cancel);
            int[] processes = [.. fleet.Nodes.Select(node => node.Id!.Value)];
            var load = new Load(Target.OnPort(port), processes, parsed.GetRequiredValue(_virtualUsers));
            return new(name, kind, perSecond, fleet, population, load);
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private bool Judge(List<Host> hosts, int rounds)
    {
        var table = new Table(["round, µs", .. hosts.Select(host => host.Name)]);
        for (var round = 0; round < rounds; round++)
            table.Add([$"{round + 1}", .. hosts.Select(host => Report.Text(host.Runs[round].ServerMicros, 0))]);
        table.Add(["median, µs", .. hosts.Select(host => Report.Text(Report.MedianOf(host.Runs.Select(run => run.ServerMicros)), 0))]);
        table.Add(["a second", .. hosts.Select(host => Report.Text(Report.MedianOf(host.Runs.Select(run => run.PerSecond)), 0))]);
        table.Add(["p50, ms", .. hosts.Select(host => Report.Text(
            Report.MedianOf(host.Runs.Select(run => run.Latencies.Milliseconds(Step.Total, 0.5))), 1))]);
        table.Add(["others, %", .. hosts.Select(host => Report.Text(Report.MedianOf(host.Runs.Select(run => run.Others * 100)), 0))]);
        table.Print(asMarkdown: true);
        var failure = hosts.SelectMany(host => host.Runs).FirstOrDefault(run => run.FirstFailure is not null)?.FirstFailure;
        var held = Expect(failure is null, "every sign-in succeeded" + (failure is null ? "" : "; first failure: " + failure));
        foreach (var (of, to, most) in Targets)
        {
            if (hosts.Find(host => host.Kind == to) is not { } cheap) continue;
            foreach (var dear in hosts.Where(host => host.Kind == of))
            {
                double[] ratios = [.. dear.Runs.Zip(cheap.Runs, (one, other) => one.ServerMicros / other.ServerMicros)];
                held &= Expect(
                    Report.MedianOf(ratios) <= most,
                    $"{dear.Name} costs at most {most} times {cheap.Name}: {Report.Spread(ratios, 2)}");
            }
        }

        return held;
    }

    /// <param name="Kind">The store and its silos.</param>
    /// <param name="PerSecond">Sign-ins that begin in a second; 0: each begins when the last one ended.</param>
    private sealed record Host(string Name, string Kind, int PerSecond, Fleet Fleet, SeededFolder Population, Load Load) : IAsyncDisposable
    {
        public List<RunResult> Runs { get; } = [];

        public Task<RunResult> SignIn(int count, int perSecond, CancellationToken cancel) =>
            Load.SignIns(Population, Population.Users, count, perSecond, cancel);

        public async ValueTask DisposeAsync()
        {
            Load.Dispose();
            await Fleet.DisposeAsync();
        }
    }
}
