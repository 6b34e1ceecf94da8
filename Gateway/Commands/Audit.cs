using System.CommandLine;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;

namespace Countersign.Gateway.Commands;

/// <summary><c>audit verify</c>: walks every audit chain from its first record (T21, I18). Beside it <c>audit list</c>.</summary>
internal static class Audit
{
    public static Command Command()
    {
        var head = new Option<string[]>("--head")
        {
            Description = "A head noted earlier, TENANT:SEQUENCE:HASH or SEQUENCE:HASH: "
                + "finds records cut off at the end. Any number of them.",
        };
        var verify = new Command("verify", "Verify the audit chains of a database that no server holds.") { head };
        var store = new StoreOption(verify);
        verify.SetAction((parsed, cancel) => Verify(store, parsed, parsed.GetValue(head) ?? [], cancel));
        return new("audit", "The audit chains.") { verify, Logs.AuditList() };
    }

    private static async Task<int> Verify(StoreOption option, ParseResult parsed, string[] heads, CancellationToken cancel)
    {
        List<AuditHead> noted = [];
        foreach (var text in heads)
        {
            if (!AuditHead.TryParse(text, out var head))
                return ExitCode.Because(ExitCode.BadSetting, "--head is not a sequence, a colon and 64 hexadecimal digits.");
            noted.Add(head);
        }

        try
        {
            var (kind, settings) = option.Find(parsed);
            await using var store = kind.OpenExisting(settings, TimeProvider.System);
            return Print(await AuditVerification.Walk(store, noted, cancel));
        }
        catch (Exception refused) when (refused is StoreRefusedException or StorageUnavailableException)
        {
            return ExitCode.Because(ExitCode.DatabaseRefused, refused.Message);
        }
        catch (FormatException unknown)
        {
            return ExitCode.Because(ExitCode.BadSetting, unknown.Message);
        }
    }

    private static int Print(AuditVerification verified)
    {
        foreach (var broken in verified.Breaks) Console.WriteLine($"broken at {broken.Sequence}: {broken.Explanation}");
        foreach (var head in verified.Heads) Console.WriteLine($"audit head: {head}");
        if (verified.Breaks.Count == 0) Console.WriteLine("whole");
        return verified.Breaks.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }
}
