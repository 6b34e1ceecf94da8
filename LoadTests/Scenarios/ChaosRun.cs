using System.CommandLine;
using System.Diagnostics;
using Countersign.LoadTests.Chaos;
using Countersign.LoadTests.Checking;
using Countersign.LoadTests.Histories;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>
/// The acceptance script for faults: silos, gateways and a database, of which one after another is killed, frozen, cut off, slowed or told
/// the wrong time, while people sign in. Everything that anybody was answered is written down and judged afterwards.
/// </summary>
internal sealed class ChaosRun() : Scenario(
    "chaos",
    "Faults on silos, gateways, database and the ways between them while people sign in; every answer is recorded, and judged afterwards.")
{
    private const int ChallengeSeconds = 30, WrongNumbersToLock = 3;

    private static readonly Dictionary<string, string> Stores = new()
    {
        ["sqlite"] = "sqlite", ["memory"] = "memory", ["postgres"] = "postgres", ["azure"] = "azure-storage",
    };

    private readonly Option<double> _minutes = Number("--minutes", 2.0, "How long the faults go on.");
    private readonly Option<int> _seed = Number("--seed", 1, "Of the faults and the people.");
    private readonly Option<string> _on = Number("--on", "sqlite", "The store: sqlite, postgres or azure.");
    private readonly Option<int> _silos = Number("--silos", 0, "Silos; 0: the engine is embedded in the gateways.");
    private readonly Option<int> _gateways = Number("--gateways", 1, "Gateways.");
    private readonly Option<int> _atOnce = Number("--at-once", 24, "People who sign in at once.");
    private readonly Option<int> _people = Number("--people", 2000, "Enrolled users.");
    private readonly Option<double> _killEvery = Number("--kill-every", 2.0, "Seconds between kills; 0: only in their turn.");
    private readonly Option<double> _calm = Number("--calm", 1.5, "Seconds between two faults.");
    private readonly Option<string> _faults = Number("--faults", "all", "Names of faults, separated by commas; none: no faults at all.");
    private readonly Option<string> _silo = Number("--silo", ServerChoice.SiloBuiltAlongside, "Countersign.Silo.dll to start.");
    private readonly Option<string?> _siloBefore = new("--silo-before")
    {
        Description = "Countersign.Silo.dll of another release: silos begin with it, and change to and fro with each start.",
    };

    private readonly Option<string?> _gatewayBefore = new("--gateway-before") { Description = "The same of gateways." };
    private readonly Option<string?> _history = new("--history") { Description = "File for the history. Default: a temporary one." };

    public override Command ToCommand()
    {
        var command = base.ToCommand();
        command.Subcommands.Add(ChaosCheck.ToCommand());
        return command;
    }

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[]
        {
            _minutes, _seed, _on, _silos, _gateways, _atOnce, _people, _killEvery, _calm, _faults, _silo, _siloBefore,
            _gatewayBefore, _history,
        })
        {
            command.Options.Add(option);
        }
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (on, seed) = (parsed.GetRequiredValue(_on), parsed.GetRequiredValue(_seed));
        if (!Stores.TryGetValue(on, out var store)) throw new FormatException($"--on {on} is none of {string.Join(", ", Stores.Keys)}.");
        using var folder = Common.Folder(parsed);
        var server = Common.Server(parsed);
        var choice = new FleetChoice(
            store, parsed.GetRequiredValue(_silos), parsed.GetRequiredValue(_gateways), folder.Path, server.Port, server.Binary,
            parsed.GetRequiredValue(_silo))
        {
            Before = (parsed.GetValue(_siloBefore), parsed.GetValue(_gatewayBefore)),
            HasClocks = Chosen(parsed.GetRequiredValue(_faults)).Any(kind => kind.Number == "F8"),
        };
        var conditions = new Conditions(seed, on, choice.Silos, choice.Gateways, ChallengeSeconds, WrongNumbersToLock);
        var path = parsed.GetValue(_history) ?? Path.Combine(Path.GetTempPath(), $"countersign-chaos-{on}-{seed}.jsonl");
        using var recorder = new Recorder(path, conditions);
        Console.WriteLine($"seed {seed}, history in {path}");
        await using var fleet = await Fleet.Begin(choice);
        var people = new SeedChoice(parsed.GetRequiredValue(_people), Math.Min(parsed.GetRequiredValue(_people), 500), ChallengeSeconds)
        {
            // What is pretended is in no row and no promise: a node that ends forgets it. Here only what was promised is judged.
            Decoys = false, WrongNumbersToLock = WrongNumbersToLock, Store = store, Connection = fleet.StoreSettings.Connection,
            Batch = fleet.Server.Port is null ? 2048 : 16,
        };
        var population = await Seed.Of(fleet.DataFolder, people, cancel);
        await fleet.Start(cancel);
        var tally = new Tally();
        var trouble = await Play(parsed, fleet, recorder, tally, new(fleet.Address, recorder, tally, population, seed), cancel);
        await fleet.StopNodes();
        await StoreReading.Into(recorder, fleet.StoreKind, fleet.StoreSettings, cancel);
        return Judge(recorder.History, tally, trouble);
    }

    private async Task<string?> Play(
        ParseResult parsed, Fleet fleet, Recorder recorder, Tally tally, Crowd crowd, CancellationToken cancel)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(parsed.GetRequiredValue(_minutes)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var kinds = Chosen(parsed.GetRequiredValue(_faults));
        var havoc = new Havoc(fleet, recorder, parsed.GetRequiredValue(_seed));
        List<Task> faults = [havoc.Run(kinds, TimeSpan.FromSeconds(parsed.GetRequiredValue(_calm)), 1, enough.Token, stop.Token)];
        var kills = kinds.Where(kind => kind.Number is "F1" or "F2").ToArray();
        if (parsed.GetRequiredValue(_killEvery) is > 0 and var every && kills.Length > 0)
            faults.Add(havoc.Run(kills, TimeSpan.FromSeconds(every), 2, enough.Token, stop.Token));
        var supervised = havoc.Supervise(stop.Token);
        var people = crowd.Run(parsed.GetRequiredValue(_atOnce), enough.Token, stop.Token);
        var progress = Tell(recorder, tally, crowd, enough.Token);
        try
        {
            await Task.WhenAll(faults);
            await enough.CancelAsync();   // where something did not come back, they ended early
            await people.WaitAsync(TimeSpan.FromMinutes(3), cancel);   // whoever is under way finishes; everything is whole now
            return havoc.Trouble;
        }
        catch (TimeoutException)
        {
            return havoc.Trouble ?? "people were still waiting three minutes after the last fault";
        }
        finally
        {
            await enough.CancelAsync();
            await stop.CancelAsync();
            await progress;
            await supervised;
        }
    }

    private static async Task Tell(Recorder recorder, Tally tally, Crowd crowd, CancellationToken until)
    {
        var clock = Stopwatch.StartNew();
        while (!until.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(15), until));
            Console.WriteLine(
                $"{clock.Elapsed.TotalSeconds,5:F0} s: {recorder.History.Faults.Count} faults, {crowd.Scenes} scenes, "
                + $"{tally.Answers} answers, {tally.Unavailable} of 503, {tally.Ended} connections ended, {tally.Late} not in time");
        }
    }

    private static IReadOnlyList<FaultKind> Chosen(string names)
    {
        if (names == "all") return Havoc.All;
        if (names == "none") return [];
        var known = string.Join(", ", Havoc.All.Select(kind => kind.Name));
        return [.. names.Split(',').Select(name => Havoc.All.FirstOrDefault(kind => kind.Name == name.Trim())
            ?? throw new FormatException($"--faults: there is no '{name.Trim()}'. There are: {known}."))];
    }

    private bool Judge(History history, Tally tally, string? trouble)
    {
        var judgement = ChaosCheck.Judge(history);
        Tell("operations, faults, violations", $"{history.Operations.Count:N0}, {history.Faults.Count}, {judgement.Violations.Count}");
        Console.WriteLine(
            $"answers {tally.Answers:N0}; 503 {tally.Unavailable:N0}, the longest after {tally.LongestUnavailable.TotalSeconds:F1} s; "
            + $"connections ended {tally.Ended:N0}; not answered in 4 s {tally.Late:N0}");
        foreach (var (error, count) in tally.Errors) Console.WriteLine($"answered {error}: {count} times");
        var held = Expect(judgement.Violations.Count == 0, "nothing acknowledged was lost, and every answer fits an order that is allowed");
        held &= Expect(judgement.Undecided.Count == 0, "every history could be searched to its end");
        held &= Expect(tally.Errors.Count == 0, "no answer but 503 among the five hundreds");
        held &= Expect(trouble is null, "every process came back" + (trouble is null ? "" : ": " + trouble));
        return held & Expect(history.Operations.Count(op => op.IsKnown) > 100, "people signed in");
    }
}
