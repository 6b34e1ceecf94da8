using System.Diagnostics.Metrics;
using Countersign.Engine.Ports;

namespace Countersign.Stores.AzureStorage;

/// <summary>What the store has done since it was opened.</summary>
internal sealed class AzureCounters
{
    private long _commits, _conflicts, _failures, _unknown, _refused, _sealed, _underWay, _waitMilliseconds;

    public long Commits => Interlocked.Read(ref _commits);

    public long Unknown => Interlocked.Read(ref _unknown);

    public void Count(CommitResult result, bool isConflict)
    {
        if (result == CommitResult.Committed) Interlocked.Increment(ref _commits);
        else if (result == CommitResult.Unknown) Interlocked.Increment(ref _unknown);
        else if (isConflict) Interlocked.Increment(ref _conflicts);
        else Interlocked.Increment(ref _failures);
    }

    public void Refused() => Interlocked.Increment(ref _refused);

    public void Sealed(int records) => Interlocked.Add(ref _sealed, records);

    /// <summary>How many commits are under way, with this one.</summary>
    public long Begin() => Interlocked.Increment(ref _underWay);

    public void End(TimeSpan took)
    {
        Interlocked.Decrement(ref _underWay);
        Interlocked.Add(ref _waitMilliseconds, (long)took.TotalMilliseconds);
    }

    public void Measure(Meter meter, Func<long> requests, Func<int> outbox)
    {
        Count("commits", () => _commits, "Commits made durable.");
        Count("conflicts", () => _conflicts, "Commits that lost to another writer.");
        Count("failures", () => _failures, "Commits that the storage refused or could not take.");
        Count("unknown", () => _unknown, "Commits of which nobody knows what became of them.");
        Count("refused", () => _refused, "Commits not accepted because too many were under way.");
        Count("sealed", () => _sealed, "Audit records sealed into chains.");
        Count("requests", requests, "Requests sent to the account; divided by commits, what a commit costs.");
        meter.CreateObservableCounter("countersign.store.commit_wait", () => Interlocked.Read(ref _waitMilliseconds) / 1000.0, "s",
            "Time commits waited from handing in to answering, summed.");
        meter.CreateObservableGauge("countersign.store.queue", () => Interlocked.Read(ref _underWay), null, "Commits under way now.");
        meter.CreateObservableGauge("countersign.store.outbox", outbox, null, "Commits whose audit facts this process has yet to seal.");

        void Count(string name, Func<long> counter, string description) =>
            meter.CreateObservableCounter("countersign.store." + name, counter, null, description);
    }
}
