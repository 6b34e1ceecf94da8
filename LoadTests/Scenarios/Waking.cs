using System.CommandLine;
using Countersign.LoadTests.Driving;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;

namespace Countersign.LoadTests.Scenarios;

/// <summary>PHO-4: what waking phones costs those who begin sign-ins.</summary>
internal sealed class Waking() : Scenario(
    "waking",
    "Paced sign-ins of people whose phones are woken by a push service in this process, and of people whose phones are not, in turn: "
    + "what it does to the start.")
{
    private const double Most = 1.03;

    private readonly Option<int> _people = Number("--people", 2_000, "Enrolled users of each sort, who take turns.");
    private readonly Option<int> _virtualUsers = Number("--virtual-users", 8, "Sign-ins under way at once, at most.");
    private readonly Option<double> _rate = Number("--rate", 60.0, "Sign-ins begun each second.");
    private readonly Option<int> _signIns = Number("--sign-ins", 1_200, "Sign-ins a run.");
    private readonly Option<int> _warmUp = Number("--warm-up", 6_000, "Sign-ins of each sort before the first run.");
    private readonly Option<int> _runs = Number("--runs", 5, "Pairs of runs.");

    protected override void AddOptions(Command command)
    {
        foreach (Option option in new Option[] { _people, _virtualUsers, _rate, _signIns, _warmUp, _runs }) command.Options.Add(option);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (people, rate, count) = (parsed.GetRequiredValue(_people), parsed.GetRequiredValue(_rate), parsed.GetRequiredValue(_signIns));
        var choice = Common.Server(parsed);
        using var folder = Common.Folder(parsed);
        await using var sink = await PushSink.Start(choice.Port + 2, Directory.CreateDirectory(folder.Path).FullName);
        var phones = parsed.GetRequiredValue(Common.Phones);
        var seed = new SeedChoice(2 * people, Math.Min(people, phones), 120)
        {
            WokenFrom = people, WokenAt = PushSink.Endpoint(choice.Port + 2),
        };
        var population = await Seed.Of(folder.Path, seed, cancel);
        Cores.PinDriver();
        await using var server = await GatewayProcess.Start(choice, folder.Path, cancel, new Dictionary<string, string>
        {
            ["Countersign__Outbound__Networks"] = "127.0.0.0/8", ["Countersign__Outbound__TrustedRoots"] = sink.Certificate,
        });
        using var load = new Load(choice.Target, [server.Id], parsed.GetRequiredValue(_virtualUsers));
        foreach (var first in new[] { 0, people })
            await load.SignIns(population, people, parsed.GetRequiredValue(_warmUp), 0, cancel, first);
        var report = new Report();
        List<RunResult> asleep = [], woken = [];
        for (var run = 0; run < parsed.GetRequiredValue(_runs); run++)
        {
            asleep.Add(await load.SignIns(population, people, count, rate, cancel));
            woken.Add(await load.SignIns(population, people, count, rate, cancel, people));
        }

        report.AddMedian("not woken", asleep);
        report.AddMedian("woken", woken);
        report.Print(asMarkdown: true);
        double Start(List<RunResult> runs) => Report.MedianOf(runs.Select(run => run.Latencies.Milliseconds(Step.Start, 0.5)));
        var ratio = Start(woken) / Start(asleep);
        Tell("a start's p50, not woken and woken", $"{Report.Text(Start(asleep), 3)} ms, {Report.Text(Start(woken), 3)} ms");
        Expect(sink.Taken > 0, $"the push service heard of it ({sink.Taken} messages)");
        return Expect(
            ratio <= Most, $"a start that wakes a phone takes at most {Most} × as long at the median ({Report.Text(ratio, 3)} ×)");
    }
}
