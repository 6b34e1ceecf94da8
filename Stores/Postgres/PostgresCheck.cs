using Countersign.Engine.Ports;
using Countersign.Engine.Storage;
using Countersign.SignIn;
using Countersign.SignIn.Audit;
using Npgsql;

namespace Countersign.Stores.Postgres;

/// <summary>The consistency check of a database: every row, every chain, as of one moment, whoever goes on writing.</summary>
internal static class PostgresCheck
{
    /// <param name="noted">Heads of the audit chains noted earlier: find records cut off at their ends.</param>
    /// <exception cref="StoreRefusedException">There is none to check, or it cannot be read.</exception>
    public static async Task<StoreCheck> Run(string? connection, params IReadOnlyList<AuditHead> noted)
    {
        await using var connections = Connections.To(connection);
        await Schema.Enter(connections, makes: false, default);
        var findings = new StoreChecking();
        try
        {
            await using var opened = await connections.Open(default);
            await using var moment = await opened.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
            await Each(opened, "SET statement_timeout = 0", _ => { });   // a whole database takes its time
            await Each(opened, "SELECT kind, id, owner, version, coalesce(due, 0), body FROM rows ORDER BY kind, id", row => findings.Row(
                row.GetInt16(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<byte[]>(5)));
            var walk = new AuditWalk(noted);
            await Each(
                opened, "SELECT tenant, sequence, previous_hash, hash, body FROM audit ORDER BY tenant, sequence",
                row => Follow(row, walk, findings));
            var verification = walk.End();
            findings.Breaks(verification);
            return findings.End(verification.Heads);
        }
        catch (Exception e) when (Failures.IsOne(e))
        {
            throw new StoreRefusedException(
                $"The database cannot be read to its end: {Failures.CauseOf(e, connections.Place)}.", e);
        }
    }

    private static void Follow(NpgsqlDataReader row, AuditWalk walk, StoreChecking findings)
    {
        var tenant = new TenantId(row.GetString(0));
        var record = new AuditRecord(row.GetInt64(1), Bytes(2), Bytes(3), Bytes(4));
        if (AuditWalk.TenantIn(record) != tenant)
            findings.Add($"audit record {record.Sequence}: filed under another tenant than its body names");
        walk.Next(tenant, record);

        byte[] Bytes(int column) => row.GetFieldValue<byte[]>(column);
    }

    private static async Task Each(NpgsqlConnection connection, string sql, Action<NpgsqlDataReader> read)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) read(reader);
    }
}
