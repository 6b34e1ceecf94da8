using System.CommandLine;
using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.Stores.Registry;

namespace Countersign.Gateway.Commands;

/// <summary><c>audit verify</c>: walks the audit chain from its first record (T21, I18).</summary>
internal static class Audit
{
    public static Command Command()
    {
        var data = new Option<string>("--data") { Description = "Folder of the database.", Required = true };
        var head = new Option<string?>("--head") { Description = "A head noted earlier, SEQUENCE:HASH: finds records cut off at the end." };
        var store = StoreOption.Create();
        var verify = new Command("verify", "Verify the audit chain of a database that no server holds.") { data, head, store };
        verify.SetAction((parsed, cancel) => Verify(
            parsed.GetValue(store)!, new(parsed.GetRequiredValue(data)), parsed.GetValue(head), cancel));
        return new("audit", "The audit chain.") { verify };
    }

    private static async Task<int> Verify(string kind, StoreSettings settings, string? head, CancellationToken cancel)
    {
        AuditHead? noted = null;
        if (head is not null && !AuditHead.TryParse(head, out noted))
            return ExitCode.Because(ExitCode.BadSetting, "--head is not a sequence, a colon and 64 hexadecimal digits.");
        try
        {
            await using var store = StoreRegistry.Find(kind).OpenExisting(settings, TimeProvider.System);
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
        if (verified.Break is { } broken) Console.WriteLine($"broken at {broken.Sequence}: {broken.Wrong}");
        Console.WriteLine($"audit head: {verified.Head}");
        if (verified.Break is null) Console.WriteLine("whole");
        return verified.Break is null ? ExitCode.Done : ExitCode.Findings;
    }
}
