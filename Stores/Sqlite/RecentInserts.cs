using System.Collections.Concurrent;
using Countersign.Engine.Ports;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// The rows that commits have lately brought into being: the way from a challenge or a session to its user, which is asked for within
/// seconds and never changes. The lock on the database makes what is here the truth; without it each sign-in would read the database once
/// more (docs/performance.md). Changed on the writer's thread only, found on any.
/// </summary>
internal sealed class RecentInserts
{
    private const int Most = 8192;   // at about 300 bytes: 2.5 MB, twice

    private ConcurrentDictionary<RowKey, Row> _young = Empty(), _old = Empty();
    private int _kinds;   // of the rows that were ever here, a bit each: most commits are of a user's row, which never is

    public Row? Find(RowKey key) => _young.TryGetValue(key, out var row) || _old.TryGetValue(key, out row) ? row : null;

    /// <summary>Takes the outcome of a commit. A row that is not surely as it was inserted is forgotten, and then read.</summary>
    public void Settled(Commit commit, CommitResult outcome)
    {
        if (outcome != CommitResult.NotCommitted) Forget(commit.Row.Key);
        if (outcome != CommitResult.Committed) return;
        foreach (var insert in commit.Inserts) Remember(new(insert.Key, 1, AsStored(insert.Due), insert.Body));
    }

    /// <summary>Rows of this kind that were due by then may be gone.</summary>
    public void Dropped(RowKind kind, DateTimeOffset now)
    {
        ForgetDue(_young, kind, now);
        ForgetDue(_old, kind, now);
    }

    private void Remember(Row row)
    {
        if (_young.Count >= Most) (_old, _young) = (_young, Empty());
        _young[row.Key] = row;
        _kinds |= 1 << (int)row.Key.Kind;
    }

    private void Forget(RowKey key)
    {
        if ((_kinds & (1 << (int)key.Kind)) == 0) return;
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    /// <summary>As large as it gets: growing would copy each row's place again and again. One thread writes.</summary>
    private static ConcurrentDictionary<RowKey, Row> Empty() => new(concurrencyLevel: 1, capacity: Most);

    private static DateTimeOffset? AsStored(DateTimeOffset? due) =>
        due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    private static void ForgetDue(ConcurrentDictionary<RowKey, Row> rows, RowKind kind, DateTimeOffset now)
    {
        foreach (var (key, row) in rows)
        {
            if (key.Kind == kind && row.Due <= now) rows.TryRemove(key, out _);
        }
    }
}
