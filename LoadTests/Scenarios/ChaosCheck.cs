using System.CommandLine;
using System.Globalization;
using Countersign.LoadTests.Chaos;
using Countersign.LoadTests.Checking;
using Countersign.LoadTests.Histories;
using Countersign.LoadTests.Output;

namespace Countersign.LoadTests.Scenarios;

/// <summary>Judges a history, one just made or one of before.</summary>
internal static class ChaosCheck
{
    private const int MostTold = 30;

    public static Command ToCommand()
    {
        var file = new Argument<string>("file") { Description = "A history that a run of chaos wrote." };
        var command = new Command("check", "Judges a recorded history again.");
        command.Arguments.Add(file);
        command.SetAction(parsed =>
        {
            try
            {
                return Judge(HistoryFile.Read(parsed.GetRequiredValue(file))).Violations.Count == 0 ? 0 : 1;
            }
            catch (Exception unreadable) when (unreadable is IOException or FormatException)
            {
                Console.Error.WriteLine("chaos check: " + unreadable.Message);
                return 2;
            }
        });
        return command;
    }

    public static Judgement Judge(History history)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var judgement = Checker.Judge(history);
        ShowFaults(history);
        ShowChecks(judgement);
        if (history.WasCutOff)
        {
            Console.WriteLine(
                "The last line was cut off and is left out. What was under way then is missing, too: a violation in the last seconds may "
                + "be no more than that.");
        }

        Console.WriteLine(
            $"{history.Operations.Count:N0} operations of {judgement.Users:N0} people and {judgement.Challenges:N0} challenges judged in "
            + $"{clock.Elapsed.TotalSeconds:F1} s; of unknown outcome {history.Operations.Count(op => !op.IsKnown):N0}; "
            + $"{history.Audit.Count:N0} audit records; violations {judgement.Violations.Count}; undecided {judgement.Undecided.Count}");
        foreach (var violation in judgement.Violations.Take(MostTold)) Console.WriteLine("violation: " + violation);
        foreach (var undecided in judgement.Undecided.Take(MostTold)) Console.WriteLine("undecided: " + undecided);
        return judgement;
    }

    private static void ShowFaults(History history)
    {
        var table = new Table("fault", "kind", "times", "operations", "longest wait ms p50", "p99", "max", "nobody served ms");
        foreach (var silence in Silences.Of(history))
        {
            table.Add(
                silence.Number, silence.Kind, Text(silence.Times), Text(silence.Operations), Text(silence.Wait(0.5)),
                Text(silence.Wait(0.99)), Text(silence.Wait(1)), Text(silence.Gap));
        }

        table.Print();
    }

    private static void ShowChecks(Judgement judgement)
    {
        var table = new Table("check", "name", "looked at", "violations");
        foreach (var invariant in Invariant.All)
        {
            table.Add(
                invariant.Number, invariant.Name, Text(judgement.Counted[invariant.Number]),
                Text(judgement.Violations.Count(violation => violation.Rule == invariant.Number)));
        }

        string Broken(string rule) => Text(judgement.Violations.Count(violation => violation.Rule == rule));
        table.Add("user order", "linearizable", Text(judgement.Users), Broken("user order"));
        table.Add("challenge order", "linearizable", Text(judgement.Challenges), Broken("challenge order"));
        table.Add("store", "rows, chains", "1", Broken("store"));
        table.Print();
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
