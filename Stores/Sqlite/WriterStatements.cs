using Countersign.Engine.Ports;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>The writer's prepared statements, and the ends of the audit chains.</summary>
internal sealed class WriterStatements
{
    private const int MostHeads = 10_000;   // at about 150 bytes: a megabyte and a half

    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _exists;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _remove;
    private readonly Statement _drop;
    private readonly Statement _append;
    private readonly Statement _settle;
    private readonly Statement _last;
    private readonly Statement _trunk;
    private readonly Dictionary<string, (long Sequence, byte[] Hash)> _heads = new(StringComparer.Ordinal);

    /// <exception cref="SqliteException">The tables are not what they should be.</exception>
    public WriterStatements(Connection connection)
    {
        Connection = connection;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _exists = connection.Prepare("SELECT 1 FROM rows WHERE kind = ?1 AND id = ?2");
        _insert = connection.Prepare(
            "INSERT INTO rows (kind, id, owner, version, due, body) VALUES (?1, ?2, ?5, 1, ?3, ?4) ON CONFLICT DO NOTHING");
        _update = connection.Prepare(
            "UPDATE rows SET version = version + 1, due = ?3, body = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?5");
        _remove = connection.Prepare("DELETE FROM rows WHERE kind = ?1 AND id = ?2 AND version = ?3");
        _drop = connection.Prepare(
            "DELETE FROM rows WHERE rowid IN (SELECT rowid FROM rows WHERE kind = ?1 AND due <= ?2 ORDER BY due LIMIT ?3)");
        _append = connection.Prepare("INSERT INTO audit (tenant, sequence, previous_hash, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)");
        _settle = connection.Prepare("UPDATE meta SET value = value + 1 WHERE name = 'settled'");
        _last = connection.Prepare("SELECT sequence, hash FROM audit WHERE tenant = ?1 ORDER BY sequence DESC LIMIT 1");
        _trunk = connection.Prepare(
            "SELECT sequence, hash FROM audit_trunk WHERE EXISTS (SELECT 1 FROM audit_trunk WHERE tenant = ?1) "
            + "ORDER BY sequence DESC LIMIT 1");
    }

    public Connection Connection { get; }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Rollback() => _rollback.Run();

    public void Settle() => _settle.Run();

    /// <summary>To be called when a transaction was given up: what it appended is not there.</summary>
    public void ForgetHeads() => _heads.Clear();

    public bool Exists(RowKey key) => _exists.Bind(1, key).Any();

    /// <summary>
    /// Inserts when absent, updates or removes when at the expected version; false, and nothing changed, when that does not fit.
    /// </summary>
    public bool TryWrite(RowWrite write)
    {
        if (write.IsRemoval) return _remove.Bind(1, write.Key).Bind(3, write.ExpectedVersion).Run() == 1;
        var statement = write.ExpectedVersion == 0 ? _insert.Bind(5, write.Key.Owner?.Text) : _update.Bind(5, write.ExpectedVersion);
        return statement.Bind(1, write.Key).Bind(3, write.Due).Bind(4, write.Body.Span).Run() == 1;
    }

    public int DropDue(RowKind kind, DateTimeOffset now, int limit) => _drop.Bind(1, (long)kind).Bind(2, now).Bind(3, limit).Run();

    /// <summary>Seals an audit fact into its tenant's chain.</summary>
    public void Append(TenantId tenant, byte[] body)
    {
        var (previous, previousHash) = HeadOf(tenant.Value);
        var sequence = previous + 1;
        var hash = AuditChain.Hash(sequence, previousHash, body);
        _append.Bind(1, tenant.Value).Bind(2, sequence).Bind(3, previousHash).Bind(4, hash).Bind(5, body).Run();
        _heads[tenant.Value] = (sequence, hash);
    }

    /// <summary>The tenant's last record; without one the trunk's last, if the tenant has records in it; else the beginning.</summary>
    private (long Sequence, byte[] Hash) HeadOf(string tenant)
    {
        if (_heads.TryGetValue(tenant, out var known)) return known;
        if (_heads.Count >= MostHeads) _heads.Clear();
        return _heads[tenant] = First(_last.Bind(1, tenant)) ?? First(_trunk.Bind(1, tenant)) ?? (0, AuditChain.Genesis.ToArray());
    }

    private static (long Sequence, byte[] Hash)? First(Statement statement)
    {
        (long, byte[])? head = null;
        while (statement.Step()) head = (statement.Number(0), statement.Bytes(1));
        return head;
    }
}
