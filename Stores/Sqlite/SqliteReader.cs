using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// One read connection with its statements. Each question sees everything committed before it was asked, and waits for nobody: readers
/// of the write-ahead log take a snapshot.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly Connection _connection;
    private readonly Statement _load;
    private readonly Statement _any;
    private readonly Statement _due;
    private readonly Statement _list;
    private readonly Statement _audit;
    private readonly Statement _tenants;
    private readonly Statement _trunk;

    public SqliteReader(string path)
    {
        _connection = Schema.OpenForReading(path);
        try
        {
            _load = _connection.Prepare("SELECT owner, version, due, body FROM rows WHERE kind = ?1 AND id = ?2");
            _any = _connection.Prepare("SELECT owner, version, due, body FROM rows WHERE rowid = (SELECT max(rowid) FROM rows)");
            _due = _connection.Prepare("SELECT id, owner FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3");
            _list = _connection.Prepare(
                "SELECT id, owner, version, due, body FROM rows WHERE kind = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4");
            _audit = _connection.Prepare("""
                SELECT sequence, previous_hash, hash, body FROM audit_trunk WHERE tenant = ?1 AND sequence > ?2
                UNION ALL SELECT sequence, previous_hash, hash, body FROM audit WHERE tenant = ?1 AND sequence > ?2
                ORDER BY sequence LIMIT ?3
                """);
            _tenants = _connection.Prepare("""
                SELECT min(tenant) FROM (SELECT min(tenant) AS tenant FROM audit WHERE tenant > ?1
                UNION ALL SELECT min(tenant) FROM audit_trunk WHERE tenant > ?1)
                """);
            _trunk = _connection.Prepare(
                "SELECT sequence, previous_hash, hash, body FROM audit_trunk WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        }
        catch (SqliteException)
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>T39: where there is no such user, some other row is read, so that it takes as long.</summary>
    public Row? Load(RowKey key)
    {
        var row = Load(_load.Bind(1, key), key);
        if (row is null && key.Kind == RowKind.User) Load(_any, key);
        return row;
    }

    private static Row? Load(Statement statement, RowKey key)
    {
        try
        {
            return statement.Step()
                ? new(key with { Owner = new(statement.Text(0)) }, statement.Number(1), statement.Time(2), statement.Bytes(3))
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    public IReadOnlyList<RowKey> Due(RowKind kind, DateTimeOffset now, int limit) =>
        All(_due.Bind(1, (long)kind).Bind(2, now).Bind(3, limit), row => new RowKey(kind, row.Text(0), new(row.Text(1))));

    public IReadOnlyList<Row> List(RowKind kind, string prefix, string after, int limit)
    {
        if (!CommitShape.IsPrefix(prefix)) return [];   // no id has such a character

        // One lower bound, so that each page starts where it begins and not at the prefix: U+0001 sorts before every character of an id.
        var from = string.CompareOrdinal(after, prefix) >= 0 ? after + "\u0001" : prefix;
        _list.Bind(1, (long)kind).Bind(2, from).Bind(3, CommitShape.End(prefix)).Bind(4, limit);
        return All(_list, row => new Row(new(kind, row.Text(0), new(row.Text(1))), row.Number(2), row.Time(3), row.Bytes(4)));
    }

    public IReadOnlyList<AuditRecord> Audit(TenantId tenant, long after, int limit) =>
        All(_audit.Bind(1, tenant.Value).Bind(2, after).Bind(3, limit), Record);

    public IReadOnlyList<AuditRecord> Trunk(long after, int limit) => All(_trunk.Bind(1, after).Bind(2, limit), Record);

    /// <summary>Each found by one look at the indexes: listing them all at once would read every record's key.</summary>
    public IReadOnlyList<TenantId> AuditTenants(string after, int limit)
    {
        var found = new List<TenantId>();
        while (found.Count < limit && All(_tenants.Bind(1, after), row => row.Text(0)) is [{ Length: > 0 } next])
        {
            found.Add(new(next));
            after = next;
        }

        return found;
    }

    public void Dispose() => _connection.Dispose();

    private static AuditRecord Record(Statement row) => new(row.Number(0), row.Bytes(1), row.Bytes(2), row.Bytes(3));

    private static List<T> All<T>(Statement statement, Func<Statement, T> read)
    {
        try
        {
            var all = new List<T>();
            while (statement.Step()) all.Add(read(statement));
            return all;
        }
        finally
        {
            statement.Reset();
        }
    }
}
