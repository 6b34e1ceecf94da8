using System.CommandLine;
using Countersign.Engine.Ports;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary><c>check</c>: reads a whole database that no server holds and says whether it is as it was written (F2, F15).</summary>
internal static class Check
{
    public static Command Command()
    {
        var data = new Option<string>("--data") { Description = "Folder of the database.", Required = true };
        var store = StoreOption.Create();
        var command = new Command("check", "Check a database that no server holds: structure, every row, the audit chains.") 
        {
            data, store,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), parsed.GetValue(store)!));
        return command;
    }

    private static int Run(string folder, string store)
    {
        try
        {
            return Print(StoreRegistry.Find(store).Check(new(folder)));
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
