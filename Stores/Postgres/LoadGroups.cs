using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>A read of one row that waits for its answer.</summary>
/// <param name="known">The version that the caller has; 0: it knows of no row; below: it knows nothing.</param>
internal sealed class LoadWork(RowKey key, long known) : Work
{
    private readonly TaskCompletionSource<Reread> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RowKey Key => key;

    public long Known => known;

    /// <summary>The connection was lost once, and it was asked again on another: reading twice harms nobody.</summary>
    public bool IsSecondTry { get; set; }

    public Task<Reread> Task => _answer.Task;

    public void Answer(Reread read) => _answer.TrySetResult(read);

    public void Fail(StorageUnavailableException e) => _answer.TrySetException(e);

    public override void Refuse() => Fail(new("Not read: the database is away, or too many wait for it."));
}

/// <summary>Reads of rows by their keys.</summary>
internal sealed class LoadGroups(Connections connections, StoreHealth health)
    : Groups<LoadWork>(connections, health, limit: 8192, most: 128, runners: 2)
{
    protected override bool IsPointless => Health.IsAway;

    protected override async Task<IGroupStatement<LoadWork>> Prepare(NpgsqlConnection connection, CancellationToken cancel) =>
        await LoadStatement.Prepare(connection, cancel).ConfigureAwait(false);

    protected override async Task Send(IGroupStatement<LoadWork> statement, List<LoadWork> group, CancellationToken cancel)
    {
        try
        {
            var rows = new Reread?[group.Count];
            await ((LoadStatement)statement).Run(group, rows, cancel).ConfigureAwait(false);
            for (var n = 0; n < rows.Length; n++) group[n].Answer(rows[n] ?? new(group[n].Known == 0, null));
        }
        catch (Exception e) when (Failures.IsRefusal(e))
        {
            if (Failures.IsEverybodys(e)) Health.Failed(e);
            Unsent(group, e);
        }
    }

    protected override void Lost(List<LoadWork> group, Exception e)
    {
        foreach (var work in group)
        {
            if (Failures.IsLate(e) || work.IsSecondTry || !Again(work)) work.Fail(Failures.Unavailable(e, Connections.Place));
        }
    }

    protected override void Unsent(List<LoadWork> group, Exception e)
    {
        foreach (var work in group) work.Fail(Failures.Unavailable(e, Connections.Place));
    }

    private bool Again(LoadWork work)
    {
        work.IsSecondTry = true;
        return TryAdd(work);
    }
}

/// <summary>Many rows by their keys, in one statement.</summary>
internal sealed class LoadStatement : IGroupStatement<LoadWork>
{
    private const string Sql = """
        SELECT q.n, r.version, r.owner, r.due, CASE WHEN r.version <> q.known THEN r.body END
        FROM unnest(@kind, @id, @known) WITH ORDINALITY AS q (kind, id, known, n) JOIN rows r ON r.kind = q.kind AND r.id = q.id
        """;

    private readonly NpgsqlCommand _command;
    private readonly Column<short> _kind;
    private readonly Column<string> _id;
    private readonly Column<long> _known;

    private LoadStatement(NpgsqlConnection connection)
    {
        _command = new(Sql, connection);
        (_kind, _id, _known) = (new(_command, "kind"), new(_command, "id"), new(_command, "known"));
    }

    public static async Task<LoadStatement> Prepare(NpgsqlConnection connection, CancellationToken cancel)
    {
        var statement = new LoadStatement(connection);
        await statement._command.PrepareAsync(cancel).ConfigureAwait(false);
        return statement;
    }

    public async Task Run(IReadOnlyList<LoadWork> group, Reread?[] rows, CancellationToken cancel)
    {
        for (var n = 0; n < group.Count; n++)
        {
            _kind.Add((short)group[n].Key.Kind);
            _id.Add(group[n].Key.Id);
            _known.Add(group[n].Known);
        }

        _kind.Send();
        _id.Send();
        _known.Send();
        await using var reader = await _command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            var n = (int)reader.GetInt64(0) - 1;
            try
            {
                rows[n] = reader.IsDBNull(4) ? new(true, null) : new(false, Rows.Read(reader, group[n].Key, 1));
            }
            catch (StorageUnavailableException torn)
            {
                group[n].Fail(torn);   // this one, and none of its group (F16)
            }
        }
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}

/// <summary>Reads rows out of answers.</summary>
internal static class Rows
{
    /// <param name="at">The column of the version; owner, due and body follow.</param>
    public static Row Read(NpgsqlDataReader reader, RowKey key, int at) => new(
        key with { Owner = new(reader.GetString(at + 1)) },
        reader.GetInt64(at),
        reader.IsDBNull(at + 2) ? null : Time(reader.GetInt64(at + 2), key),
        reader.GetFieldValue<byte[]>(at + 3));

    private static DateTimeOffset Time(long milliseconds, RowKey key) => UnixMilliseconds.IsTime(milliseconds)
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        : throw new StorageUnavailableException($"A row of kind {key.Kind} has a due time that is none.");
}
