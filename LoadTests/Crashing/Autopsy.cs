using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.Stores.Registry;

namespace Countersign.LoadTests.Crashing;

/// <summary>Reads the database once no server holds it: the check of the whole, and one final record for each challenge.</summary>
internal static class Autopsy
{
    private const string Prefix = "challenge.";
    private static readonly IStoreKind Kind = StoreRegistry.Find(StoreRegistry.Default);

    public static async Task<(StoreCheck Report, int Finals)> Of(string folder, Ledger ledger, CancellationToken cancel)
    {
        var report = Kind.Check(new(folder));
        foreach (var finding in report.Findings) ledger.Violation("database: " + finding);
        var finals = await Finals(folder, ledger, cancel);
        foreach (var (challenge, outcome) in ledger.Ends)
        {
            var recorded = finals.GetValueOrDefault(challenge, "nothing");
            if (recorded != outcome) ledger.Violation($"challenge {challenge}: acknowledged {outcome}, audited {recorded}");
        }

        return (report, finals.Count);
    }

    private static async Task<Dictionary<string, string>> Finals(string folder, Ledger ledger, CancellationToken cancel)
    {
        var finals = new Dictionary<string, string>();
        await using var store = Kind.OpenExisting(new(folder), TimeProvider.System);
        await foreach (var record in store.ReadWholeAudit(cancel))
        {
            var fact = AuditBody.Read(record.Body.Span);
            if (!fact.Kind.StartsWith(Prefix, StringComparison.Ordinal) || fact.Challenge is not { Value: var challenge }) continue;
            if (!finals.TryAdd(challenge, fact.Kind[Prefix.Length..])) ledger.Violation($"challenge {challenge} has two final records");
        }

        return finals;
    }
}
