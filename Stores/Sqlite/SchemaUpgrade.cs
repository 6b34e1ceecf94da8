using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>
/// Makes a database of schema 1 one of schema 2, or leaves it as it was: every row gets its owner, and the one audit chain of all tenants
/// becomes the trunk that the tenants' own chains branch from (docs/decisions/0009).
/// </summary>
internal static class SchemaUpgrade
{
    /// <summary>In one transaction, so that a process killed in the middle of it leaves schema 1.</summary>
    /// <exception cref="StoreRefusedException">Something in it is not as the last release wrote it; the message says what.</exception>
    /// <exception cref="SqliteException">The disk is full, or the file is damaged.</exception>
    public static void Run(Connection connection, string path)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            Carry(connection);
            connection.Execute("COMMIT");
        }
        catch (OddException odd)
        {
            throw new StoreRefusedException(
                $"The database {path} cannot be upgraded to schema {Schema.Version}: {odd.Message}. It is left as it was. "
                + "The release that wrote it can still open it, and its command 'check' says more; or restore a backup.",
                odd);
        }
        finally
        {
            if (connection.InTransaction) connection.Execute("ROLLBACK");
        }
    }

    /// <summary>All of it but the COMMIT.</summary>
    internal static void Carry(Connection connection)
    {
        connection.Execute("""
            DROP INDEX rows_due;
            DROP INDEX audit_tenant;
            ALTER TABLE rows RENAME TO rows_1;
            ALTER TABLE audit RENAME TO audit_trunk;
            """);
        connection.Execute(Schema.Rows);
        connection.Execute(Schema.Audit);
        CopyRows(connection);
        connection.Execute("DROP TABLE rows_1");
        VerifyTrunk(connection);
        connection.Execute(Schema.TrunkIndex);
        connection.Execute($"UPDATE meta SET value = {Schema.Version} WHERE name = 'schema'");
    }

    private static void CopyRows(Connection connection)
    {
        using var all = connection.Prepare("SELECT kind, id, version, due, body FROM rows_1 ORDER BY kind, id");
        using var insert = connection.Prepare("INSERT INTO rows (kind, id, owner, version, due, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        while (all.Step())
        {
            var body = all.Bytes(4);
            var key = Owned(all.Number(0), all.Text(1), body);
            if (all.Number(2) < 1) throw new OddException($"the row {key} has the version {all.Number(2)}");
            insert.Bind(1, key).Bind(3, key.Owner?.Text).Bind(4, all.Number(2)).Bind(5, Due(all, key)).Bind(6, body).Run();
        }
    }

    private static RowKey Owned(long kind, string id, byte[] body)
    {
        var key = new RowKey(kind is > 0 and <= byte.MaxValue ? (RowKind)kind : RowKind.Malformed, id);
        if (!CommitShape.IsKey(key)) throw new OddException($"the row {kind} {id} has a key that is none");
        try
        {
            return key with { Owner = StoredOwners.Derive(key.Kind, id, body) };
        }
        catch (StorageUnavailableException unreadable)
        {
            throw new OddException($"whose the row {key} is cannot be read", unreadable);
        }
    }

    private static DateTimeOffset? Due(Statement row, RowKey key)
    {
        try
        {
            return row.Time(3);
        }
        catch (SqliteException)
        {
            throw new OddException($"the row {key} is due at {row.Number(3)}, which is not a time");
        }
    }

    /// <summary>Records sealed from now on name the trunk's end, so the trunk has to be whole.</summary>
    private static void VerifyTrunk(Connection connection)
    {
        using var all = connection.Prepare("SELECT sequence, previous_hash, hash, body, tenant FROM audit_trunk ORDER BY sequence");
        var (sequence, hash) = (0L, AuditChain.Genesis);
        while (all.Step())
        {
            var record = new AuditRecord(all.Number(0), all.Bytes(1), all.Bytes(2), all.Bytes(3));
            if (!AuditChain.Follows(record, sequence, hash.Span)) throw new OddException($"its audit chain is broken at {sequence + 1}");
            if (AuditWalk.TenantIn(record) != new TenantId(all.Text(4)))
                throw new OddException($"audit record {record.Sequence} is filed under another tenant than its body names");
            (sequence, hash) = (record.Sequence, record.Hash);
        }
    }

    /// <summary>Not as the last release wrote it.</summary>
    private sealed class OddException(string message, Exception? inner = null) : Exception(message, inner);
}
