using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;

namespace Countersign.Stores.Sqlite;

/// <summary>The consistency check of a database that no server holds.</summary>
internal sealed class SqliteCheck
{
    private readonly string _path;
    private readonly StoreChecking _findings = new();
    private IReadOnlyList<AuditHead> _heads = [AuditHead.Genesis];

    private SqliteCheck(string path) => _path = path;

    /// <summary>
    /// Reads everything: the file's structure, the schema, every row, the audit chains from their first records to their last.
    /// </summary>
    /// <param name="noted">Heads of the audit chains noted earlier: find records cut off at their ends.</param>
    /// <exception cref="StoreRefusedException">A server holds the database, or there is none to check.</exception>
    public static StoreCheck Run(string path, params IReadOnlyList<AuditHead> noted)
    {
        using var copy = ReadableCopy.Of(path);
        using var hold = DatabaseLock.Take(copy.Path);
        if (!File.Exists(hold.Database)) throw new StoreRefusedException($"There is no database {hold.Database}.");
        using var file = Schema.OpenFile(hold.Database);
        if (!FileLock.TryTake(file)) throw DatabaseLock.InUse(hold.Database, "the database itself");
        var check = new SqliteCheck(hold.Database);
        try
        {
            using var connection = Connection.Open(hold.Database, readOnly: false);   // what a crash left in the log is recovered first
            check.Walk(connection, noted);
        }
        catch (SqliteException e)
        {
            check._findings.Add($"the database cannot be read to its end: {e.Message}");
        }

        return check._findings.End(check._heads);
    }

    private void Walk(Connection connection, IReadOnlyList<AuditHead> noted)
    {
        Structure(connection);
        if (Schema.Objection(connection) is { } objection)
        {
            _findings.Add($"the database {objection}");
            return;
        }

        if (Schema.IsOld(connection)) throw new StoreRefusedException($"The database {_path} {Schema.Old}");
        Rows(connection);
        Audit(connection, noted);
    }

    private void Structure(Connection connection)
    {
        using var check = connection.Prepare("PRAGMA integrity_check");
        while (check.Step())
        {
            if (check.Text(0) is not "ok" and var wrong) _findings.Add($"structure: {wrong}");
        }
    }

    private void Rows(Connection connection)
    {
        using var all = connection.Prepare("SELECT kind, id, version, body, due, owner FROM rows ORDER BY kind, id");
        while (all.Step()) _findings.Row(all.Number(0), all.Text(1), all.Text(5), all.Number(2), all.Number(4), all.Span(3));
    }

    private void Audit(Connection connection, IReadOnlyList<AuditHead> noted)
    {
        var walk = new AuditWalk(noted);
        All(
            "SELECT sequence, previous_hash, hash, body, tenant FROM audit_trunk ORDER BY sequence",
            (_, record) => walk.NextOfTrunk(record));
        All("SELECT sequence, previous_hash, hash, body, tenant FROM audit ORDER BY tenant, sequence", walk.Next);
        var verification = walk.End();
        _heads = verification.Heads;
        _findings.Breaks(verification);

        void All(string sql, Action<TenantId, AuditRecord> next)
        {
            using var all = connection.Prepare(sql);
            while (all.Step())
            {
                var record = new AuditRecord(all.Number(0), all.Bytes(1), all.Bytes(2), all.Bytes(3));
                var tenant = new TenantId(all.Text(4));
                if (AuditWalk.TenantIn(record) != tenant)
                    _findings.Add($"audit record {record.Sequence}: filed under another tenant than its body names");
                next(tenant, record);
            }
        }
    }
}
