using System.CommandLine;
using Countersign.Engine.Ports;

namespace Countersign.Gateway.Commands;

/// <summary><c>check</c>: reads a whole database that no server holds and says whether it is as it was written (F2, F15).</summary>
internal static class Check
{
    public static Command Command()
    {
        var command = new Command("check", "Check a database that no server holds: structure, every row, the audit chains.");
        var store = new StoreOption(command);
        command.SetAction(parsed => Run(store, parsed));
        return command;
    }

    private static int Run(StoreOption store, ParseResult parsed)
    {
        try
        {
            var (kind, settings) = store.Find(parsed);
            return Print(kind.Check(settings));
        }
        catch (StoreRefusedException refused)
        {
            return ExitCode.Because(ExitCode.DatabaseRefused, refused.Message);
        }
        catch (FormatException unknown)
        {
            return ExitCode.Because(ExitCode.BadSetting, unknown.Message);
        }
    }

    private static int Print(StoreCheck report)
    {
        foreach (var finding in report.Findings) Console.WriteLine(finding);
        foreach (var (kind, count) in report.Rows) Console.WriteLine($"{kind.ToString().ToLowerInvariant()} rows: {count}");
        foreach (var head in report.Heads) Console.WriteLine($"audit head: {head}");
        if (report.Findings.Count == 0) Console.WriteLine("clean");
        return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }
}
