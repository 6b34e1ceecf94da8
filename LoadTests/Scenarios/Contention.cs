using System.CommandLine;
using System.Diagnostics;
using Countersign.LoadTests.Output;
using Countersign.LoadTests.Population;
using Countersign.LoadTests.Servers;
using Countersign.LoadTests.Wire;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Everybody at once wants to sign in as the same user (S-44, S-45).</summary>
internal sealed class Contention() : Scenario(
    "contention",
    "Starts for one user on as many connections at once: exactly one number is shown, all others fall back because one is pending.")
{
    private readonly Option<int> _starts = Number("--starts", 1_000, "Simultaneous starts.");
    private readonly Option<int> _rounds = Number("--rounds", 5, "How often, each time for another user.");

    protected override void AddOptions(Command command)
    {
        command.Options.Add(_starts);
        command.Options.Add(_rounds);
    }

    protected override async Task<bool> Run(ParseResult parsed, CancellationToken cancel)
    {
        var (starts, rounds) = (parsed.GetRequiredValue(_starts), parsed.GetRequiredValue(_rounds));
        using var folder = Common.Folder(parsed);
        var population = await Common.Population(parsed, folder, rounds, 120, cancel);
        Cores.PinDriver();
        var choice = Common.Server(parsed);
        await using var server = await GatewayProcess.Start(choice, folder.Path, cancel);
        var lines = Enumerable.Range(0, starts).Select(_ => new HttpConnection(choice.Target.Address)).ToArray();
        try
        {
            foreach (var line in lines) await line.Connect(cancel);
            var table = new Table("round", "starts", "numbers", "fallbacks, pending", "anything else", "slowest ms");
            var held = true;
            for (var round = 0; round < rounds; round++) held &= await Round(round, lines, choice.Target, population[round], table, cancel);
            table.Print();
            return Expect(held, $"one number and {starts - 1:N0} fallbacks in each round");
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
        }
    }

    private static async Task<bool> Round(
        int round, HttpConnection[] lines, Target target, Person person, Table table, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var replies = await Task.WhenAll(lines.Select(async line =>
        {
            var reply = await new Browser(line, target).Start(person.Name.Value, null, new CookieJar(), cancel);
            return (Reply: reply.Value, At: clock.Elapsed.TotalMilliseconds);
        }));
        var numbers = replies.Count(r => r.Reply is { Result: "number", Number: not null });
        var fallbacks = replies.Count(r => r.Reply is { Result: "password", Reason: "pending" });
        var others = replies.Length - numbers - fallbacks;
        table.Add($"{round + 1}", $"{replies.Length}", $"{numbers}", $"{fallbacks}", $"{others}", Report.Text(replies.Max(r => r.At), 0));
        return numbers == 1 && fallbacks == replies.Length - 1;
    }
}
