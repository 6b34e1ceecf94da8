using System.Diagnostics.Metrics;

namespace Countersign.Stores.Postgres;

/// <summary>The store's counters since it was opened.</summary>
/// <param name="Commits">Commits made durable.</param>
/// <param name="Conflicts">Commits that lost to another writer.</param>
/// <param name="Failures">Commits answered otherwise because the database failed.</param>
/// <param name="Groups">Statements; commits divided by them is the mean group.</param>
/// <param name="Refused">Commits not accepted because too many waited, or the database was away.</param>
/// <param name="Waiting">Commits waiting now.</param>
internal sealed record PostgresCounters(long Commits, long Conflicts, long Failures, long Groups, long Refused, int Waiting)
{
    /// <summary>The instruments that show them: <c>countersign.store.*</c>.</summary>
    public static void Measure(Meter meter, Func<PostgresCounters> counters, Sealer sealer)
    {
        Count("commits", c => c.Commits, "Commits made durable.");
        Count("conflicts", c => c.Conflicts, "Commits that lost to another writer.");
        Count("failures", c => c.Failures, "Commits that the database failed.");
        Count("refused", c => c.Refused, "Commits not accepted because too many waited.");
        Count("transactions", c => c.Groups, "Transactions; commits divided by them is the mean group.");
        meter.CreateObservableGauge("countersign.store.queue", () => counters().Waiting, null, "Commits waiting now.");
        meter.CreateObservableGauge(
            "countersign.store.unsealed", () => sealer.Unsealed, null, "Audit facts that are durable and not in their chains yet.");
        meter.CreateObservableCounter("countersign.store.sealed", () => sealer.Sealed, null, "Audit facts this process put into chains.");

        void Count(string name, Func<PostgresCounters, long> counter, string description) =>
            meter.CreateObservableCounter("countersign.store." + name, () => counter(counters()), null, description);
    }
}
