using System.CommandLine;
using Countersign.LoadTests.Output;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Every scenario, and one table for docs/performance.md.</summary>
internal static class Full
{
    public static Command ToCommand()
    {
        var million = new Option<bool>("--million") { Description = "Park a million challenges as well, which takes some 4 GB of disk." };
        var command = new Command("full", "Runs every scenario and prints what was seen as one table in Markdown.");
        command.Options.Add(million);
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(million) ? "0,100000,1000000" : "0,100000", cancel));
        return command;
    }

    private static async Task<int> Run(string levels, CancellationToken cancel)
    {
        (Scenario Scenario, string[] Arguments)[] set =
        [
            (new FullSignIn(), []), (new StartOnly(), ["--levels", levels]), (new IdleDevices(), []), (new Contention(), []),
            (new Crash(), []),
        ];
        var worst = 0;
        foreach (var (scenario, arguments) in set)
        {
            Console.WriteLine($"== {scenario.Name} {string.Join(' ', arguments)}");
            worst = Math.Max(worst, await scenario.ToCommand().Parse(arguments).InvokeAsync(cancellationToken: cancel));
        }

        var table = new Table("scenario", "what", "seen");
        foreach (var (scenario, _) in set)
        {
            foreach (var finding in scenario.Findings) table.Add(scenario.Name, finding.What, finding.Seen);
        }

        table.Print(asMarkdown: true);
        return worst;
    }
}
