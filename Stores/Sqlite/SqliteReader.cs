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
    private readonly Connection connection;
    private readonly Statement load;
    private readonly Statement due;
    private readonly Statement list;
    private readonly Statement audit;
    private readonly Statement tenants;
    private readonly Statement trunk;

    public SqliteReader(string path)
    {
        connection = Schema.OpenForReading(path);
        try
        {
            load = connection.Prepare("SELECT owner, version, due, body FROM rows WHERE kind = ?1 AND id = ?2");
            due = connection.Prepare("SELECT id, owner FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3");
            list = connection.Prepare(
                "SELECT id, owner, version, due, body FROM rows WHERE kind = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4");
            audit = connection.Prepare("""
                SELECT sequence, previous_hash, hash, body FROM audit_trunk WHERE tenant = ?1 AND sequence > ?2
                UNION ALL SELECT sequence, previous_hash, hash, body FROM audit WHERE tenant = ?1 AND sequence > ?2
                ORDER BY sequence LIMIT ?3
                """);
            tenants = connection.Prepare("""
                SELECT min(tenant) FROM (SELECT min(tenant) AS tenant FROM audit WHERE tenant > ?1
                UNION ALL SELECT min(tenant) FROM audit_trunk WHERE tenant > ?1)
                """);
            trunk = connection.Prepare(
                "SELECT sequence, previous_hash, hash, body FROM audit_trunk WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    public Row? Load(RowKey key)
    {
        load.Bind(1, key);
        try
        {
            return load.Step()
                ? new(key with { Owner = new(load.Text(0)) }, load.Number(1), load.Time(2), load.Bytes(3))
                : null;
        }
        finally
        {
            load.Reset();
        }
    }

    public IReadOnlyList<RowKey> Due(RowKind kind, DateTimeOffset now, int limit) =>
        All(due.Bind(1, (long)kind).Bind(2, now).Bind(3, limit), row => new RowKey(kind, row.Text(0), new(row.Text(1))));

    public IReadOnlyList<Row> List(RowKind kind, string prefix, string after, int limit)
    {
        if (!CommitShape.IsPrefix(prefix)) return [];   // no id has such a character

        // One lower bound, so that each page starts where it begins and not at the prefix: U+0001 sorts before every character of an id.
        var from = string.CompareOrdinal(after, prefix) >= 0 ? after + "\u0001" : prefix;
        list.Bind(1, (long)kind).Bind(2, from).Bind(3, CommitShape.End(prefix)).Bind(4, limit);
        return All(list, row => new Row(new(kind, row.Text(0), new(row.Text(1))), row.Number(2), row.Time(3), row.Bytes(4)));
    }

    public IReadOnlyList<AuditRecord> Audit(TenantId tenant, long after, int limit) =>
        All(audit.Bind(1, tenant.Value).Bind(2, after).Bind(3, limit), Record);

    public IReadOnlyList<AuditRecord> Trunk(long after, int limit) => All(trunk.Bind(1, after).Bind(2, limit), Record);

    /// <summary>Each found by one look at the indexes: listing them all at once would read every record's key.</summary>
    public IReadOnlyList<TenantId> AuditTenants(string after, int limit)
    {
        var found = new List<TenantId>();
        while (found.Count < limit && All(tenants.Bind(1, after), row => row.Text(0)) is [{ Length: > 0 } next])
        {
            found.Add(new(next));
            after = next;
        }

        return found;
    }

    public void Dispose() => connection.Dispose();

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
