using Countersign.Engine.Ports;
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
    private readonly Statement auditOfTenant;

    public SqliteReader(string path)
    {
        connection = Schema.OpenForReading(path);
        try
        {
            load = connection.Prepare("SELECT version, due, body FROM rows WHERE kind = ?1 AND id = ?2");
            due = connection.Prepare("SELECT id FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3");
            list = connection.Prepare(
                "SELECT id, version, due, body FROM rows WHERE kind = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4");
            audit = connection.Prepare(
                "SELECT sequence, previous_hash, hash, body FROM audit WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
            auditOfTenant = connection.Prepare(
                "SELECT sequence, previous_hash, hash, body FROM audit WHERE sequence > ?1 AND tenant = ?3 ORDER BY sequence LIMIT ?2");
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
            return load.Step() ? new(key, load.Number(0), load.Time(1), load.Bytes(2)) : null;
        }
        finally
        {
            load.Reset();
        }
    }

    public IReadOnlyList<RowKey> Due(RowKind kind, DateTimeOffset now, int limit) =>
        All(due.Bind(1, (long)kind).Bind(2, now).Bind(3, limit), row => new RowKey(kind, row.Text(0)));

    public IReadOnlyList<Row> List(RowKind kind, string prefix, string after, int limit)
    {
        if (!CommitShape.IsPrefix(prefix)) return [];   // no id has such a character

        // One lower bound, so that each page starts where it begins and not at the prefix: U+0001 sorts before every character of an id.
        var from = string.CompareOrdinal(after, prefix) >= 0 ? after + "\u0001" : prefix;
        list.Bind(1, (long)kind).Bind(2, from).Bind(3, CommitShape.End(prefix)).Bind(4, limit);
        return All(list, row => new Row(new(kind, row.Text(0)), row.Number(1), row.Time(2), row.Bytes(3)));
    }

    public IReadOnlyList<AuditRecord> Audit(string? tenant, long after, int limit)
    {
        var statement = (tenant is null ? audit : auditOfTenant.Bind(3, tenant)).Bind(1, after).Bind(2, limit);
        return All(statement, row => new AuditRecord(row.Number(0), row.Bytes(1), row.Bytes(2), row.Bytes(3)));
    }

    public void Dispose() => connection.Dispose();

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
