namespace Countersign.Stores.Sqlite;

/// <summary>The store's counters since it was opened; one consistent snapshot, for metrics.</summary>
/// <param name="Commits">Commits made durable.</param>
/// <param name="Conflicts">Commits that lost to another writer.</param>
/// <param name="Failures">Commits answered otherwise because SQLite failed.</param>
/// <param name="Refused">Commits not accepted because the queue was full or the store was closing.</param>
/// <param name="Transactions">Transactions that made at least one commit durable; <c>Commits / Transactions</c> is the mean group.</param>
/// <param name="QueueLength">Commits waiting now.</param>
/// <param name="LastCommitWait">From handing in to answering, of the oldest commit in the last transaction.</param>
/// <param name="TotalCommitWait">The same, summed over all commits that were answered.</param>
/// <param name="LogPages">Pages in the write-ahead log that the database does not have yet, about.</param>
/// <param name="Checkpoints">Times the log was copied into the database.</param>
/// <param name="LongestCheckpoint">The longest that a checkpoint kept commits waiting.</param>
internal sealed record SqliteCounters(
    long Commits = 0,
    long Conflicts = 0,
    long Failures = 0,
    long Refused = 0,
    long Transactions = 0,
    int QueueLength = 0,
    TimeSpan LastCommitWait = default,
    TimeSpan TotalCommitWait = default,
    int LogPages = 0,
    long Checkpoints = 0,
    TimeSpan LongestCheckpoint = default);
