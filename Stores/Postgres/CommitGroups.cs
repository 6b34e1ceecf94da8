using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>Writes. The outcome is never guessed: what the database did not answer is unknown (I11).</summary>
internal sealed class CommitGroups(Connections connections, StoreHealth health, Action sealing)
    : Groups<CommitWork>(connections, health, limit: 4096, most: 64, runners: 2)
{
    private long _commits, _conflicts, _failures, _groups;

    public PostgresCounters Counters => new(
        Interlocked.Read(ref _commits), Interlocked.Read(ref _conflicts), Interlocked.Read(ref _failures), Interlocked.Read(ref _groups),
        Refused, Waiting);

    // Rows of one key go one after the other: one statement would not see its own first write.
    protected override bool Joins(CommitWork work, List<CommitWork> group)
    {
        foreach (var other in group)
        {
            if (other.Commit.Row.Key == work.Commit.Row.Key) return false;
        }

        return true;
    }

    protected override async Task<IGroupStatement<CommitWork>> Prepare(NpgsqlConnection connection, CancellationToken cancel) =>
        await CommitStatement.Prepare(connection, cancel).ConfigureAwait(false);

    protected override async Task Send(IGroupStatement<CommitWork> statement, List<CommitWork> group, CancellationToken cancel)
    {
        if (group.Count > 1) group.Sort(static (one, other) => Compare(one.Commit.Row.Key, other.Commit.Row.Key));
        try
        {
            await Write((CommitStatement)statement, group, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (Failures.IsRefusal(e) && group.Count > 1 && !Failures.IsEverybodys(e))
        {
            // One of them cannot be written, such as an insert that is taken: each on its own, so that it spoils no other.
            foreach (var work in group) await WriteAlone((CommitStatement)statement, work, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (Failures.IsRefusal(e))
        {
            Refuse(group, e);
        }
    }

    protected override void Unsent(List<CommitWork> group, Exception e)
    {
        Interlocked.Add(ref _failures, group.Count);
        base.Unsent(group, e);
    }

    protected override void Lost(List<CommitWork> group, Exception e)
    {
        foreach (var work in group)
        {
            if (work.Answer(CommitResult.Unknown)) Interlocked.Increment(ref _failures);
        }
    }

    private static int Compare(RowKey one, RowKey other) =>
        one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind) : string.CompareOrdinal(one.Id, other.Id);

    private async Task WriteAlone(CommitStatement statement, CommitWork work, CancellationToken cancel)
    {
        try
        {
            await Write(statement, [work], cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (Failures.IsRefusal(e))
        {
            Refuse([work], e);
        }
    }

    private async Task Write(CommitStatement statement, List<CommitWork> group, CancellationToken cancel)
    {
        var won = new bool[group.Count];
        await statement.Run(group, won, cancel).ConfigureAwait(false);
        var (commits, hasFacts) = (0, false);
        for (var n = 0; n < won.Length; n++)
        {
            if (won[n])
            {
                commits++;
                hasFacts |= group[n].Facts.Length > 0;
            }

            group[n].Answer(won[n] ? CommitResult.Committed : CommitResult.NotCommitted);
        }

        Interlocked.Add(ref _commits, commits);
        Interlocked.Add(ref _conflicts, won.Length - commits);
        Interlocked.Increment(ref _groups);
        if (hasFacts) sealing();
    }

    private void Refuse(List<CommitWork> group, Exception e)
    {
        if (e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }) Interlocked.Add(ref _conflicts, group.Count);
        else Interlocked.Add(ref _failures, group.Count);
        if (Failures.IsEverybodys(e)) Health.Failed(e);
        foreach (var work in group) work.Answer(CommitResult.NotCommitted);
    }
}
