using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>The writer's prepared statements, and the ends of the audit chains.</summary>
internal sealed class WriterStatements
{
    private const int MostHeads = 10_000;   // at about 150 bytes: a megabyte and a half

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
    private readonly Statement trunk;
    private readonly Dictionary<string, (long Sequence, byte[] Hash)> heads = new(StringComparer.Ordinal);

    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public WriterStatements(Connection connection)
    {
        Connection = connection;
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        rollback = connection.Prepare("ROLLBACK");
        exists = connection.Prepare("SELECT 1 FROM rows WHERE kind = ?1 AND id = ?2");
        insert = connection.Prepare(
            "INSERT INTO rows (kind, id, owner, version, due, body) VALUES (?1, ?2, ?5, 1, ?3, ?4) ON CONFLICT DO NOTHING");
        update = connection.Prepare(
            "UPDATE rows SET version = version + 1, due = ?3, body = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?5");
        remove = connection.Prepare("DELETE FROM rows WHERE kind = ?1 AND id = ?2 AND version = ?3");
        drop = connection.Prepare(
            "DELETE FROM rows WHERE rowid IN (SELECT rowid FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3)");
        append = connection.Prepare("INSERT INTO audit (tenant, sequence, previous_hash, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)");
        settle = connection.Prepare("UPDATE meta SET value = value + 1 WHERE name = 'settled'");
        last = connection.Prepare("SELECT sequence, hash FROM audit WHERE tenant = ?1 ORDER BY sequence DESC LIMIT 1");
        trunk = connection.Prepare(
            "SELECT sequence, hash FROM audit_trunk WHERE EXISTS (SELECT 1 FROM audit_trunk WHERE tenant = ?1) ORDER BY sequence DESC LIMIT 1");
    }

    public Connection Connection { get; }

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    public void Rollback() => rollback.Run();

    public void Settle() => settle.Run();

    /// <summary>To be called when a transaction was given up: what it appended is not there.</summary>
    public void ForgetHeads() => heads.Clear();

    public bool Exists(RowKey key) => exists.Bind(1, key).Any();

    /// <summary>
    /// Inserts when absent, updates or removes when at the expected version; false, and nothing changed, when that does not fit.
    /// </summary>
    public bool TryWrite(RowWrite write)
    {
        if (write.IsRemoval) return remove.Bind(1, write.Key).Bind(3, write.ExpectedVersion).Run() == 1;
        var statement = write.ExpectedVersion == 0 ? insert.Bind(5, write.Key.Owner?.Text) : update.Bind(5, write.ExpectedVersion);
        return statement.Bind(1, write.Key).Bind(3, write.Due).Bind(4, write.Body.Span).Run() == 1;
    }

    public int DropDue(RowKind kind, DateTimeOffset now, int limit) => drop.Bind(1, (long)kind).Bind(2, now).Bind(3, limit).Run();

    /// <summary>Seals an audit fact into its tenant's chain.</summary>
    public void Append(TenantId tenant, byte[] body)
    {
        var (previous, previousHash) = HeadOf(tenant.Value);
        var sequence = previous + 1;
        var hash = AuditChain.Hash(sequence, previousHash, body);
        append.Bind(1, tenant.Value).Bind(2, sequence).Bind(3, previousHash).Bind(4, hash).Bind(5, body).Run();
        heads[tenant.Value] = (sequence, hash);
    }

    /// <summary>The tenant's last record; without one the trunk's last, if the tenant has records in it; else the beginning.</summary>
    private (long Sequence, byte[] Hash) HeadOf(string tenant)
    {
        if (heads.TryGetValue(tenant, out var known)) return known;
        if (heads.Count >= MostHeads) heads.Clear();
        return heads[tenant] = First(last.Bind(1, tenant)) ?? First(trunk.Bind(1, tenant)) ?? (0, AuditChain.Genesis.ToArray());
    }

    private static (long Sequence, byte[] Hash)? First(Statement statement)
    {
        (long, byte[])? head = null;
        while (statement.Step()) head = (statement.Number(0), statement.Bytes(1));
        return head;
    }
}
