using Countersign.Engine.Storage;
using Countersign.Engine.Storage.Sqlite;
using Countersign.SignIn;

namespace Countersign.LoadTests.Crashing;

/// <summary>What the database says once no server holds it: the check of the whole, and one final record for each challenge.</summary>
internal static class Autopsy
{
    private const int Page = 1000;
    private const string Prefix = "challenge.";

    public static async Task<(CheckReport Report, int Finals)> Of(string database, Ledger ledger, CancellationToken cancel)
    {
        var report = SqliteCheck.Run(database);
        foreach (var finding in report.Findings) ledger.Violation("database: " + finding);
        var finals = await Finals(database, ledger, cancel);
        foreach (var (challenge, outcome) in ledger.Ends)
        {
            var recorded = finals.GetValueOrDefault(challenge, "nothing");
            if (recorded != outcome) ledger.Violation($"challenge {challenge}: acknowledged {outcome}, audited {recorded}");
        }

        return (report, finals.Count);
    }

    private static async Task<Dictionary<string, string>> Finals(string database, Ledger ledger, CancellationToken cancel)
    {
        var finals = new Dictionary<string, string>();
        await using var store = SqliteStore.Open(database, TimeProvider.System);
        for (long after = 0; await store.ReadAudit(null, after, Page, cancel) is { Count: > 0 } records; after = records[^1].Sequence)
        {
            foreach (var record in records)
            {
                var fact = AuditBody.Read(record.Body.Span);
                if (!fact.Kind.StartsWith(Prefix, StringComparison.Ordinal) || fact.Challenge is not { Value: var challenge }) continue;
                if (!finals.TryAdd(challenge, fact.Kind[Prefix.Length..])) ledger.Violation($"challenge {challenge} has two final records");
            }
        }

        return finals;
    }
}
