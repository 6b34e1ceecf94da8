using Countersign.Engine.Ports;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>
/// Many commits in one statement, and so in one transaction. Of each the row comes first; its inserts and its audit facts are written only
/// if the row was. A row that another writer changed is left alone, with all that belongs to it, and its commit is not among those that
/// come back. An insert that is taken fails the statement as a whole.
/// </summary>
/// <remarks>
/// Rows are in the order of their keys, so that two groups of two processes wait for each other's rows in one direction. Numbers tell the
/// commits of a group apart. All that is sent are arrays: however large the group, it is one statement, parsed once a connection.
/// </remarks>
internal sealed class CommitStatement : IGroupStatement<CommitWork>
{
    private const string Sql = """
        WITH updated AS (
            UPDATE rows r SET version = r.version + 1, due = w.due, body = w.body
            FROM unnest(@n, @kind, @id, @expected, @due, @body) AS w (n, kind, id, expected, due, body)
            WHERE r.kind = w.kind AND r.id = w.id AND r.version = w.expected RETURNING w.n),
        removed AS (
            DELETE FROM rows r USING unnest(@removed_n, @removed_kind, @removed_id, @removed_expected) AS w (n, kind, id, expected)
            WHERE r.kind = w.kind AND r.id = w.id AND r.version = w.expected RETURNING w.n),
        first AS (SELECT * FROM unnest(@first_n, @first_kind, @first_id, @first_owner, @first_due, @first_body)
            AS w (n, kind, id, owner, due, body)),
        made AS (
            INSERT INTO rows (kind, id, owner, version, due, body) SELECT kind, id, owner, 1, due, body FROM first
            ON CONFLICT DO NOTHING RETURNING kind, id),
        won AS (SELECT n FROM updated UNION ALL SELECT n FROM removed UNION ALL SELECT first.n FROM first JOIN made USING (kind, id)),
        inserted AS (
            INSERT INTO rows (kind, id, owner, version, due, body) SELECT w.kind, w.id, w.owner, 1, w.due, w.body
            FROM unnest(@insert_n, @insert_kind, @insert_id, @insert_owner, @insert_due, @insert_body) AS w (n, kind, id, owner, due, body)
            JOIN won USING (n)),
        noted AS (
            INSERT INTO outbox (tenant, body) SELECT w.tenant, w.body
            FROM unnest(@fact_n, @fact_tenant, @fact_body) WITH ORDINALITY AS w (n, tenant, body, place) JOIN won USING (n)
            ORDER BY w.place)
        SELECT n FROM won
        """;

    private readonly NpgsqlCommand _command;
    private readonly WriteColumns _updates, _removals, _firsts, _inserts;
    private readonly Column<int> _factNumbers;
    private readonly Column<string> _factTenants;
    private readonly Column<byte[]> _factBodies;

    private CommitStatement(NpgsqlConnection connection)
    {
        _command = new(Sql, connection);
        _updates = new(_command, "", hasExpected: true, hasOwner: false, hasBody: true);
        _removals = new(_command, "removed_", hasExpected: true, hasOwner: false, hasBody: false);
        _firsts = new(_command, "first_", hasExpected: false, hasOwner: true, hasBody: true);
        _inserts = new(_command, "insert_", hasExpected: false, hasOwner: true, hasBody: true);
        _factNumbers = new(_command, "fact_n");
        _factTenants = new(_command, "fact_tenant");
        _factBodies = new(_command, "fact_body");
    }

    public static async Task<CommitStatement> Prepare(NpgsqlConnection connection, CancellationToken cancel)
    {
        var statement = new CommitStatement(connection);
        statement.Fill([]);
        await statement._command.PrepareAsync(cancel).ConfigureAwait(false);
        return statement;
    }

    /// <summary>Runs; true in <paramref name="won"/> for each of the group that is written, once all of it is durable.</summary>
    public async Task Run(IReadOnlyList<CommitWork> group, bool[] won, CancellationToken cancel)
    {
        Fill(group);
        await using var reader = await _command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) won[reader.GetInt32(0)] = true;

        // The transaction ends after the last row: only now is it known to be committed.
        await reader.NextResultAsync(cancel).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private void Fill(IReadOnlyList<CommitWork> group)
    {
        for (var n = 0; n < group.Count; n++)
        {
            var commit = group[n].Commit;
            (commit.Row.IsRemoval ? _removals : commit.Row.ExpectedVersion == 0 ? _firsts : _updates).Add(n, commit.Row);
            foreach (var insert in commit.Inserts) _inserts.Add(n, insert);
            for (var i = 0; i < commit.Audit.Count; i++)
            {
                _factNumbers.Add(n);
                _factTenants.Add(commit.Audit[i].Tenant.Value);
                _factBodies.Add(group[n].Facts[i]);
            }
        }

        _updates.Send();
        _removals.Send();
        _firsts.Send();
        _inserts.Send();
        _factNumbers.Send();
        _factTenants.Send();
        _factBodies.Send();
    }

    /// <summary>The arrays of one kind of write.</summary>
    private sealed class WriteColumns(NpgsqlCommand command, string prefix, bool hasExpected, bool hasOwner, bool hasBody)
    {
        private readonly Column<int> _n = new(command, prefix + "n");
        private readonly Column<short> _kind = new(command, prefix + "kind");
        private readonly Column<string> _id = new(command, prefix + "id");
        private readonly Column<long>? _expected = hasExpected ? new(command, prefix + "expected") : null;
        private readonly Column<string>? _owner = hasOwner ? new(command, prefix + "owner") : null;
        private readonly Column<long?>? _due = hasBody ? new(command, prefix + "due") : null;
        private readonly Column<byte[]>? _body = hasBody ? new(command, prefix + "body") : null;

        public void Add(int n, RowWrite write)
        {
            _n.Add(n);
            _kind.Add((short)write.Key.Kind);
            _id.Add(write.Key.Id);
            _expected?.Add(write.ExpectedVersion);
            _owner?.Add(write.Key.Owner!.Value.Text);
            _due?.Add(write.Due?.ToUnixTimeMilliseconds());
            _body?.Add(CommitWork.BytesOf(write.Body));
        }

        public void Send()
        {
            _n.Send();
            _kind.Send();
            _id.Send();
            _expected?.Send();
            _owner?.Send();
            _due?.Send();
            _body?.Send();
        }
    }
}

/// <summary>One array of a statement.</summary>
internal sealed class Column<T>
{
    private readonly List<T> _values = [];
    private readonly NpgsqlParameter<T[]> _parameter;

    public Column(NpgsqlCommand command, string name)
    {
        _parameter = new(name, Array.Empty<T>());
        command.Parameters.Add(_parameter);
    }

    public void Add(T value) => _values.Add(value);

    /// <summary>What was added since the last time is what the next run sends.</summary>
    public void Send()
    {
        _parameter.TypedValue = _values.Count == 0 ? [] : [.. _values];
        _values.Clear();
    }
}
