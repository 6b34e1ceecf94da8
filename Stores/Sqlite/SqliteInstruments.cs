using System.Diagnostics.Metrics;

namespace Countersign.Stores.Sqlite;

/// <summary>The instruments that show a store's counters: <c>countersign.store.*</c>.</summary>
internal static class SqliteInstruments
{
    public static void Create(Meter meter, Func<SqliteCounters> counters)
    {
        Count("commits", c => c.Commits, "Commits made durable.");
        Count("conflicts", c => c.Conflicts, "Commits that lost to another writer.");
        Count("failures", c => c.Failures, "Commits that SQLite failed.");
        Count("refused", c => c.Refused, "Commits not accepted because the queue was full.");
        Count("transactions", c => c.Transactions, "Transactions; commits divided by them is the mean group.");
        Count("checkpoints", c => c.Checkpoints, "Times the log was copied into the database.");
        meter.CreateObservableCounter("countersign.store.commit_wait", () => counters().TotalCommitWait.TotalSeconds, "s",
            "Time commits waited from handing in to answering, summed.");
        meter.CreateObservableGauge("countersign.store.last_commit_wait", () => counters().LastCommitWait.TotalSeconds, "s",
            "The wait of the oldest commit of the last transaction.");
        meter.CreateObservableGauge("countersign.store.longest_checkpoint", () => counters().LongestCheckpoint.TotalSeconds, "s",
            "The longest that a checkpoint kept commits waiting.");
        meter.CreateObservableGauge("countersign.store.queue", () => counters().QueueLength, null,
            "Commits waiting now.");
        meter.CreateObservableGauge("countersign.store.log_pages", () => counters().LogPages, null,
            "Pages in the write-ahead log, about.");

        void Count(string name, Func<SqliteCounters, long> counter, string description) =>
            meter.CreateObservableCounter("countersign.store." + name, () => counter(counters()), null, description);
    }
}
