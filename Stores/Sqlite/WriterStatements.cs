using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>The writer's prepared statements, and the end of the audit chain.</summary>
internal sealed class WriterStatements
{
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement exists;
    private readonly Statement insert;
    private readonly Statement update;
    private readonly Statement remove;
    private readonly Statement drop;
    private readonly Statement append;
    private readonly Statement settle;
    private readonly Statement last;

    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public WriterStatements(Connection connection)
    {
        Connection = connection;
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        rollback = connection.Prepare("ROLLBACK");
        exists = connection.Prepare("SELECT 1 FROM rows WHERE kind = ?1 AND id = ?2");
        insert = connection.Prepare("INSERT INTO rows (kind, id, version, due, body) VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT DO NOTHING");
        update = connection.Prepare(
            "UPDATE rows SET version = version + 1, due = ?3, body = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?5");
        remove = connection.Prepare("DELETE FROM rows WHERE kind = ?1 AND id = ?2 AND version = ?3");
        drop = connection.Prepare(
            "DELETE FROM rows WHERE rowid IN (SELECT rowid FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3)");
        append = connection.Prepare("INSERT INTO audit (sequence, tenant, previous_hash, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)");
        settle = connection.Prepare("UPDATE meta SET value = value + 1 WHERE name = 'settled'");
        last = connection.Prepare("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
        ReadHead();
    }

    public Connection Connection { get; }

    /// <summary>The last audit record; what the transaction in progress appended included.</summary>
    public (long Sequence, byte[] Hash) Head { get; set; }

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    public void Rollback() => rollback.Run();

    public void Settle() => settle.Run();

    public void ReadHead()
    {
        Head = (0, AuditChain.Genesis.ToArray());
        while (last.Step()) Head = (last.Number(0), last.Bytes(1));
    }

    public bool Exists(RowKey key) => exists.Bind(1, key).Any();

    /// <summary>
    /// Inserts when absent, updates or removes when at the expected version; false, and nothing changed, when that does not fit.
    /// </summary>
    public bool TryWrite(RowWrite write)
    {
        if (write.IsRemoval) return remove.Bind(1, write.Key).Bind(3, write.ExpectedVersion).Run() == 1;
        var statement = write.ExpectedVersion == 0 ? insert : update.Bind(5, write.ExpectedVersion);
        return statement.Bind(1, write.Key).Bind(3, write.Due).Bind(4, write.Body.Span).Run() == 1;
    }

    public int DropDue(RowKind kind, DateTimeOffset now, int limit) => drop.Bind(1, (long)kind).Bind(2, now).Bind(3, limit).Run();

    public void Append(TenantId tenant, byte[] body)
    {
        var sequence = Head.Sequence + 1;
        var hash = AuditChain.Hash(sequence, Head.Hash, body);
        append.Bind(1, sequence).Bind(2, tenant.Value).Bind(3, Head.Hash).Bind(4, hash).Bind(5, body).Run();
        Head = (sequence, hash);
    }
}
