using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.LoadTests.Histories;
using Countersign.LoadTests.Population;
using Countersign.SignIn;

namespace Countersign.LoadTests.Chaos;

/// <summary>Reads the store when nobody writes any more: its audit into the history, and whatever is wrong with it.</summary>
internal static class StoreReading
{
    private const int Page = 1000;

    /// <summary>Longer than a lease is watched whose holder was killed with facts yet to be sealed.</summary>
    private static readonly TimeSpan SealedWithin = TimeSpan.FromSeconds(20);

    public static async Task Into(Recorder recorder, IStoreKind kind, StoreSettings settings, CancellationToken cancel)
    {
        await using (var store = kind.OpenExisting(settings, TimeProvider.System))
        {
            await ReadAudit(recorder, store, cancel);
            await FindDoubles(recorder, store, RowKind.User, RowKey.OfUser(new(new(Person.Tenant), new("a@b.example"))).Id, cancel);
            var walked = await AuditVerification.Walk(store, [], cancel);
            foreach (var broken in walked.Breaks) recorder.Finding($"audit chain, record {broken.Sequence}: {broken.Explanation}");
        }

        foreach (var finding in kind.Check(settings).Findings) recorder.Finding(finding);
    }

    /// <summary>What is committed may be sealed a little later: read until nothing more comes.</summary>
    private static async Task ReadAudit(Recorder recorder, IStore store, CancellationToken cancel)
    {
        var tenant = new TenantId(Person.Tenant);
        var wait = store.IsExclusive ? TimeSpan.Zero : SealedWithin;
        var (after, quiet) = (0L, System.Diagnostics.Stopwatch.StartNew());
        while (true)
        {
            var page = await store.ReadAudit(tenant, after, Page, cancel);
            foreach (var record in page) recorder.Add(Entry(record));
            if (page.Count > 0) (after, quiet) = (page[^1].Sequence, System.Diagnostics.Stopwatch.StartNew());
            if (page.Count == Page) continue;
            if (quiet.Elapsed >= wait) break;
            await Task.Delay(200, cancel);
        }

        recorder.AuditIsWhole();
    }

    private static AuditEntry Entry(SignIn.Audit.AuditRecord record)
    {
        var fact = AuditBody.Read(record.Body.Span);
        return new(fact.Kind, fact.User?.Value, fact.Challenge?.Value, fact.Key?.Value, fact.Statement, fact.Detail, fact.Reason);
    }

    /// <summary>I13: in the order of ids each comes once.</summary>
    private static async Task FindDoubles(Recorder recorder, IStore store, RowKind kind, string like, CancellationToken cancel)
    {
        var prefix = like[..1];
        for (var last = ""; await store.List(kind, prefix, last, Page, cancel) is { Count: > 0 } rows; last = rows[^1].Key.Id)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                var before = i == 0 ? last : rows[i - 1].Key.Id;
                if (string.CompareOrdinal(before, rows[i].Key.Id) >= 0) recorder.Finding($"the key {rows[i].Key} has two rows");
            }
        }
    }
}
